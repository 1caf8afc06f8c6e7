// `pleura bench --soak`: a long training of the smallest network, and what it says of leaks and of the host.
import { join } from "node:path";
import type { Device } from "@pleura/engine";
import type { Preset } from "@pleura/models";
import { EXIT } from "../exit-code.ts";
import { type Output, toJson } from "../output.ts";
import { createProgress } from "../progress/progress.ts";
import { gitHash, versions } from "../run-folder/run-record.ts";
import { makeFolder, writeAtomic } from "../run-folder/write-atomic.ts";
import type { StopRequest } from "../signals/stop-request.ts";
import { type SoakReport, settledStep, soakReport, soakTraining } from "./soak-training.ts";

/** What a soak is told. */
export interface SoakSettings {
  readonly steps: number;
  /** Of whose pretext step the host's share is measured. */
  readonly preset: Preset;
  readonly seed: number;
  readonly out?: string | undefined;
}

/** Steps of the preset: the median of the second half counts. */
const presetSteps = 40;
/** Memory may grow by so much after step {@link settledStep}: less than one leaked buffer or array per hundred steps. */
const mostGrowth = 0.01;
/** The host may spend this share of a step on encoding, so that it is always ahead of the device. */
const mostEncodeShare = 0.1;

/** Runs the soak and ends with 7 when something grew or the host did too much. */
export async function runSoak(
  { steps, preset, seed, out }: SoakSettings,
  device: Device,
  stop: StopRequest,
  output: Output,
): Promise<number> {
  const progress = createProgress(output, "bench: soak", steps, "steps");
  const watched = {
    ...{ seed, device, stop },
    now: () => performance.now(),
    rss: () => process.memoryUsage.rss(),
  };
  const onStep = (step: number): void => progress.update(step);
  const samples = await soakTraining({ ...watched, steps, onStep });
  progress.end();
  if (stop.exitCode !== undefined) return stop.exitCode;
  // The host's share is of a step that somebody would train with: the smallest one is over before it is encoded.
  const real = await soakTraining({
    ...{ ...watched, steps: presetSteps, network: { preset: preset.name, size: preset.size } },
    onStep: () => undefined,
  });
  if (stop.exitCode !== undefined) return stop.exitCode;
  const host = soakReport(real);
  const report: SoakReport = { ...soakReport(samples), preset: preset.name, ...hostShare(host) };
  const problems = problemsOf(report);
  output.json({ ...report, problems });
  for (const line of lines(report)) output.text(line);
  for (const problem of problems) output.say(`bench: ${problem}`);
  if (out !== undefined) {
    const { adapter } = device;
    // Every hundredth step draws the curve.
    const curve = samples.filter(({ step }) => step % 100 === 0);
    const file = {
      ...{ format: "pleura-soak/1", versions: versions(), gitHash: gitHash(), adapter, seed },
      ...report,
      problems,
      samples: curve,
    };
    makeFolder(out);
    writeAtomic(join(out, "soak.json"), `${toJson(file)}\n`, "output");
  }
  return problems.length > 0 ? EXIT.regression : EXIT.ok;
}

function hostShare({ encodeShare, encodeMs, stepMs }: SoakReport) {
  return { encodeShare, encodeMs, stepMs };
}

/** What does not hold. */
export function problemsOf(report: SoakReport): string[] {
  const { rssGrowth, deviceGrowth, submitsPerStep, encodeShare } = report;
  return [
    ...(rssGrowth > mostGrowth
      ? [`the process must not grow by more than 1 %, but it grew by ${percent(rssGrowth)}`]
      : []),
    ...(deviceGrowth > mostGrowth
      ? [`device memory must not grow by more than 1 %, but it grew by ${percent(deviceGrowth)}`]
      : []),
    ...(submitsPerStep !== 1 ? [`a step must be one submit, but it is ${submitsPerStep}`] : []),
    ...(encodeShare > mostEncodeShare
      ? [`encoding must take at most 10 % of a step, but it takes ${percent(encodeShare)}`]
      : []),
  ];
}

function lines(report: SoakReport): string[] {
  const { steps, preset, stepMs, encodeMs, encodeShare, submitsPerStep, deviceBuffers } = report;
  const grown = (what: string, [first, last]: readonly [number, number], growth: number): string =>
    `${what} ${mebibytes(first)} → ${mebibytes(last)}, ${percent(growth)}`;
  return [
    `${steps} steps, growth after step ${settledStep}`,
    grown("process", report.rssBytes, report.rssGrowth),
    grown("device ", report.deviceBytes, report.deviceGrowth),
    `buffers ${deviceBuffers[0]} → ${deviceBuffers[1]}`,
    `${submitsPerStep} submit per step; preset ${preset}: step ${stepMs.toFixed(2)} ms, encoding ${encodeMs.toFixed(3)} ms, ${percent(encodeShare)}`,
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
