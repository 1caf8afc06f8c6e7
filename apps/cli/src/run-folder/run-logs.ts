// The logs of a run as one: each line goes to metrics.jsonl, metrics.csv, curves.svg and TensorBoard's events.
import { openCurvesLog } from "./curves-svg.ts";
import { type CsvColumns, openCsvLog } from "./metrics-csv.ts";
import { type MetricsLog, openMetricsLog, readMetrics } from "./metrics-log.ts";
import { openTensorBoardLog } from "./tensorboard-log.ts";

/**
 * Opens the logs of a run folder.
 *
 * @param step last step of the checkpoint to go on from; 0 for a new run
 */
export function openRunLogs(folder: string, step: number, columns: CsvColumns): MetricsLog {
  const first = openMetricsLog(folder, step);
  const kept = readMetrics(folder);
  const logs = [
    first,
    openCsvLog(folder, kept, columns),
    openTensorBoardLog(folder, step),
    openCurvesLog(folder, kept),
  ];
  return {
    append(line) {
      for (const log of logs) log.append(line);
    },
    flush() {
      for (const log of logs) log.flush();
    },
    close() {
      for (const log of logs) log.close();
    },
  };
}
