// The demo of the static folder: small models trained on phantoms, and sample films for one click.
import type { AppContext } from "./app-context.ts";
import type { OpenedFile } from "./opened-file.ts";
import { fetchJson, servedFile } from "./read-served.ts";

/** Contents of demo/manifest.json, which our own build writes. */
export interface DemoManifest {
  readonly trainedOn: string;
  readonly classifier: string;
  readonly restorer?: string;
  readonly samples: readonly { readonly file: string; readonly name: string }[];
}

/** Folder of the demo beside the page. */
const FOLDER = "demo/";

/** Reads the demo's manifest. */
export async function readDemo(): Promise<DemoManifest> {
  return (await fetchJson(`${FOLDER}manifest.json`)) as DemoManifest;
}

/** Loads the demo's models. */
export async function loadDemoModels(context: AppContext, demo: DemoManifest): Promise<void> {
  const { classifier, restorer, trainedOn } = demo;
  await context.loadModel(servedFile(`${FOLDER}${classifier}`, "demo classifier"), trainedOn);
  if (restorer !== undefined) {
    await context.loadModel(
      servedFile(`${FOLDER}${restorer}`, "demo restoration model"),
      trainedOn,
    );
  }
}

/** The demo's sample films. */
export function demoSamples(demo: DemoManifest): readonly OpenedFile[] {
  return demo.samples.map(({ file, name }) => servedFile(`${FOLDER}${file}`, name));
}
