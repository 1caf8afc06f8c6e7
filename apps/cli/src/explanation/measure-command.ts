// `pleura explain --measures`: measures heatmaps on films of a data set or on image files, and writes a page about it.
import { dirname, join } from "node:path";
import { type ManifestRow, modelInput } from "@pleura/data";
import type { ClassifierFile } from "../node/classifier-file.ts";
import { decodeFile } from "../node/decode-file.ts";
import { type FilmChoice, labelledRows, openFilms } from "../node/labelled-films.ts";
import { lesionMask, lungMask } from "../node/lesion-mask.ts";
import type { Output } from "../output.ts";
import { page } from "../report/page.ts";
import { writeAtomic } from "../run-folder/write-atomic.ts";
import type { StopRequest } from "../signals/stop-request.ts";
import type { ExplanationMeasures } from "./explanation-measures.ts";
import {
  chooseFilms,
  type MeasuredExample,
  type MeasureRequest,
  measureExplanations,
} from "./measure-explanations.ts";
import { examplesSection, LIMITS, MEASURES_STYLE, measuresSections } from "./measures-sections.ts";
import { alignedLines, methodsTable, sanityTable, settingsText } from "./measures-text.ts";

/** What the command was asked for. */
export interface MeasureCommand
  extends Pick<MeasureRequest, "network" | "seed" | "draws" | "steps" | "layer" | "score"> {
  readonly model: ClassifierFile;
  readonly out: string;
  /** The data set to measure on; without one the files are measured. */
  readonly choice: (FilmChoice & { readonly cache?: string | undefined }) | undefined;
  readonly files: readonly string[];
  /** Films to measure. */
  readonly films: number;
  /** Films to show in the page. */
  readonly gallery: number;
}

/** Where it runs. */
export interface CommandAround {
  readonly output: Output;
  readonly stop: StopRequest;
  readonly later: (free: () => unknown) => void;
}

/** Measures, writes explain.html and prints the tables; the result belongs into explain.json. */
export async function measureCommand(
  command: MeasureCommand,
  around: CommandAround,
): Promise<ExplanationMeasures> {
  const { output, stop } = around;
  const films = await filmsOf(command, around);
  const examples: MeasuredExample[] = [];
  const found = await measureExplanations(
    {
      ...command,
      ...films,
      rows: [...films.images.rows.keys()],
      onFilm: (example) => {
        if (examples.length < command.gallery) examples.push(example);
      },
    },
    output,
    stop,
  );
  const { size } = command.network.model;
  const sections = [...measuresSections(found), examplesSection(examples, size)];
  const html = page("Explanations", sections, { style: MEASURES_STYLE });
  writeAtomic(join(command.out, "explain.html"), html, "output");
  print(found, output);
  output.text(`report    ${join(command.out, "explain.html")}`);
  return found;
}

function print(found: ExplanationMeasures, output: Output): void {
  const methods = methodsTable(found);
  output.text(settingsText(found));
  for (const line of alignedLines(methods.header, methods.rows)) output.text(line);
  const sanity = sanityTable(found.sanity);
  for (const line of alignedLines(sanity.header, sanity.rows)) output.text(line);
  for (const line of found.findings) output.text(line);
  output.text(LIMITS);
}

/** The films that are measured: drawn from the data set, or all the files. */
async function filmsOf(
  { choice, files, model, films, seed }: MeasureCommand,
  around: CommandAround,
): Promise<Pick<MeasureRequest, "images" | "masks" | "lungs">> {
  if (choice === undefined) return { images: await filesAsFilms(files, model, around.stop) };
  const rows = labelledRows("explain", choice, dirname(model.path), around.output);
  const chosen = chooseFilms(rows.length, films, seed).map((at) => rows[at] as ManifestRow);
  const images = await openFilms("explain", choice, chosen, model, around);
  return {
    images,
    masks: (row) => lesionMask(choice.data, row, model),
    lungs: (row) => lungMask(choice.data, row, model),
  };
}

/** Image files as films without label, patient and mask. */
async function filesAsFilms(
  files: readonly string[],
  model: ClassifierFile,
  stop: StopRequest,
): Promise<MeasureRequest["images"]> {
  const values: Float32Array[] = [];
  for (const file of files) {
    stop.check();
    values.push(modelInput(await decodeFile(file), model));
  }
  const empty = { source: "", patient: "", label: "", view: "", split: "", license: "" } as const;
  return {
    rows: files.map((file) => ({ ...empty, file, extra: {} })),
    async batch(indices) {
      const plane = model.size ** 2;
      const all = new Float32Array(indices.length * plane);
      for (let place = 0; place < indices.length; place += 1)
        all.set(values[indices[place] as number] as Float32Array, place * plane);
      return all;
    },
  };
}
