// A data set and trainings small enough to run many times on a software GPU.
import { join } from "node:path";
import { type CliResult, emptyFolder, runCli } from "./run-cli.ts";

/** The smallest network with every part: two levels of 4 and 8 channels at 32×32. */
export const smallNetwork = [
  ...["--preset", "demo", "--size", "32", "--batch", "4"],
  ...["--set", "unet.levels=2", "--set", "unet.width=4", "--set", "unet.norm=batch"],
  ...["--set", "unet.reduction=2", "--set", "unet.dropout=0.1"],
] as const;

/** Makes 24 phantoms of 32×32. */
export async function smallDataset(): Promise<string> {
  const folder = join(emptyFolder(), "set");
  const films = ["--count", "24", "--size", "32", "--seed", "1"];
  requireOk(await runCli(["data", "synth", "--out", folder, ...films]));
  return folder;
}

/** Pretrains on a data set into a folder. */
export function smallPretrain(
  data: string,
  out: string,
  ...more: readonly string[]
): Promise<CliResult> {
  return runCli(["pretrain", "--data", data, "--out", out, ...smallNetwork, ...more]);
}

/** Makes a classifier; gives its run folder. */
export async function smallClassifier(data: string): Promise<string> {
  const out = join(emptyFolder(), "classifier");
  const args = ["finetune", "--data", data, "--out", out, "--init", "scratch", ...smallNetwork];
  requireOk(await runCli([...args, "--steps", "6"]));
  return out;
}

/** Throws with the program's own words when it failed. */
export function requireOk(result: CliResult): CliResult {
  if (result.code !== 0) throw new Error(`exit ${result.code}: ${result.stderr}`);
  return result;
}
