// `pleura doctor --tune` and `--tuned`: measures kernel variants on this GPU, and shows what was chosen.
import { type Device, type TuningTable, tune } from "@pleura/engine";
import { type Preset, presets } from "@pleura/models";
import { EXIT } from "../exit-code.ts";
import { type Output, oneLine } from "../output.ts";
import { createProgress } from "../progress/progress.ts";
import { listenForStop } from "../signals/stop-request.ts";
import { tuningLines } from "./print-tuning.ts";
import { trainingQuestions } from "./training-questions.ts";
import { hashText, readTuning, tuningPath, writeTuning } from "./tuning-file.ts";

/** What to tune. */
export interface TuningRequest {
  /** True to measure before showing. */
  readonly tune: boolean;
  readonly preset: string;
  readonly size?: number | undefined;
  readonly batch?: number | undefined;
}

/** Measures when asked to, then shows the table; gives the exit code. */
export async function tuningReport(
  device: Device,
  request: TuningRequest,
  output: Output,
): Promise<number> {
  const exitCode = request.tune ? await measure(device, request, output) : EXIT.ok;
  const { adapter } = device;
  const found = readTuning(adapter);
  const table: TuningTable = "table" in found ? found.table : [];
  const path = tuningPath(adapter);
  const problem = "problem" in found ? found.problem : null;
  output.json({ adapter, path, problem, entries: table });
  output.text(`GPU     ${oneLine(adapter.description || adapter.architecture)}`);
  if (table.length > 0) {
    output.text(`tuned   ${path}`);
    for (const line of tuningLines(table)) output.text(line);
  } else {
    output.text(
      `tuned   nothing yet${problem === null ? "" : `: ${problem}`}; pleura doctor --tune measures`,
    );
  }
  return exitCode;
}

async function measure(device: Device, request: TuningRequest, output: Output): Promise<number> {
  const preset: Preset = presets[request.preset as keyof typeof presets];
  const questions = trainingQuestions(preset, device.adapter, request);
  const stop = listenForStop(() => output.say("doctor: stopping after this shape"));
  const progress = createProgress(output, "doctor: tuning", questions.length, "shapes");
  try {
    await tune(device, questions, {
      now: () => performance.now(),
      hash: hashText,
      isStopped: () => stop.exitCode !== undefined,
      onEntry: (entry, done) => {
        // Saved one by one: a long tuning may be stopped and loses nothing.
        writeTuning(device.adapter, [entry]);
        for (const { name, reason } of entry.rejected) {
          progress.note(`doctor: rejected "${name}" for ${entry.op} ${entry.shape}: ${reason}`);
        }
        progress.update(done, entry.op);
      },
    });
    return stop.exitCode ?? EXIT.ok;
  } finally {
    progress.end();
    stop.dispose();
  }
}
