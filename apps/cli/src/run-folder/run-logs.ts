// The logs of a run as one: each line goes to metrics.jsonl and to TensorBoard's events.
import { type MetricsLog, openMetricsLog } from "./metrics-log.ts";
import { openTensorBoardLog } from "./tensorboard-log.ts";

/**
 * Opens both logs of a run folder.
 *
 * @param step last step of the checkpoint to go on from; 0 for a new run
 */
export function openRunLogs(folder: string, step: number): MetricsLog {
  const logs = [openMetricsLog(folder, step), openTensorBoardLog(folder, step)];
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
