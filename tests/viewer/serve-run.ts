// Starts `pleura view` as a person does, and stops it when the tests are over.
import { fileURLToPath } from "node:url";
import { bundleCli, startCli } from "../cli/run-cli.ts";
import { buildViewer } from "./viewer-build.ts";

/** The run folder that browser tests share. */
export const smallRun: string = fileURLToPath(new URL("fixtures/small-run", import.meta.url));

/** A running `pleura view`. */
export interface ServedRun {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves runs, models or profiles. */
export async function serveRuns(...paths: readonly string[]): Promise<ServedRun> {
  buildViewer();
  await bundleCli();
  const child = startCli(["view", ...paths, "--no-open", "--json"]);
  const url = await new Promise<string>((resolve, reject) => {
    let text = "";
    let errors = "";
    child.stderr?.on("data", (chunk) => {
      errors += chunk;
    });
    child.stdout?.on("data", (chunk) => {
      text += chunk;
      const line = text.split("\n")[0] ?? "";
      if (text.includes("\n")) resolve((JSON.parse(line) as { url: string }).url);
    });
    child.once("exit", (code) => reject(new Error(`pleura view ended with ${code}: ${errors}`)));
  });
  return {
    url,
    stop: () =>
      new Promise((resolve) => {
        child.once("close", () => resolve());
        child.kill("SIGINT");
      }),
  };
}
