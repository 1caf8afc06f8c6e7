// Makes the viewer's demo of a run that `pleura demo` wrote: models of weights only, sample films, and how they were made.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  CLASSES,
  type ManifestRow,
  makeForeignImage,
  makePhantom,
  readCsv,
  requireManifest,
} from "@pleura/data";
import { type Checkpoint, readCheckpoint, weightsOnly, writeCheckpoint } from "@pleura/models";
import { dicomFilm, type FilmFile, pngFilm } from "./films.ts";

/** Side of the sample films in pixels: enough to look at, small enough to load at once. */
const SIZE = 256;

/** The run's test films, in the order of its data set. */
function testFilms(run: string): readonly ManifestRow[] {
  const { rows } = readCsv(readFileSync(join(run, "data", "manifest.csv")));
  const records = rows.map(({ cells }) => cells);
  return requireManifest(records).filter(({ split }) => split === "test");
}

/** Patient and film of a phantom, by its file's name. */
function numbersOf({ file }: ManifestRow): { readonly index: number; readonly film: number } {
  const [, index, film] = file.match(/p(\d+)-(\d+)\.png$/) ?? [];
  return { index: Number(index), film: Number(film) };
}

/** Not chosen by what the model says of them: the first film of each class and hospital. */
function chosenFilms(run: string): readonly ManifestRow[] {
  const films = testFilms(run);
  const sources = [...new Set(films.map(({ source }) => source))].sort();
  return CLASSES.flatMap((label) =>
    sources.flatMap((source) => {
      const found = films.find((row) => row.label === label && row.source === source);
      return found === undefined ? [] : [found];
    }),
  );
}

/** The films as files: mostly PNG of 8 bits, one of 16 bits, one DICOM, and a picture that is no film. */
function sampleFiles(run: string, seed: number): readonly FilmFile[] {
  const films = chosenFilms(run).map((row, at) => {
    const { index, film } = numbersOf(row);
    const { image } = makePhantom({ seed, index, film, size: SIZE });
    const grey = { width: SIZE, height: SIZE, data: image };
    const name = `phantom-${index}-${film}-${row.label}`;
    if (at === 2) return dicomFilm(`${name}.dcm`, grey);
    return at === 4 ? pngFilm(`${name}-16-bit.png`, grey, 16) : pngFilm(`${name}.png`, grey);
  });
  const data = makeForeignImage("synthetic-shapes", { seed, index: 0, size: SIZE });
  return [...films, pngFilm("no-film-shapes.png", { width: SIZE, height: SIZE, data })];
}

function readRun(path: string): Checkpoint {
  return weightsOnly(readCheckpoint(readFileSync(path)));
}

/**
 * Writes the demo in the place of the one before.
 *
 * @param run folder that `pleura demo` wrote
 * @param out the viewer's demo folder
 * @param made what says how it was made: command, commit, date
 */
export function makeDemo(run: string, out: string, made: Readonly<Record<string, string>>): void {
  const record = JSON.parse(readFileSync(join(run, "classifier", "run.json"), "utf8"));
  const { test } = JSON.parse(readFileSync(join(run, "summary.json"), "utf8"));
  const restorer = readRun(join(run, "pretext", "best.safetensors"));
  if (restorer.extra["restorationThreshold"] === undefined) {
    throw new Error(
      `demo: "${run}" must hold a restoration model with a threshold, but its run was not finished. Make it again.`,
    );
  }
  rmSync(out, { recursive: true, force: true });
  mkdirSync(join(out, "films"), { recursive: true });
  const classifier = readRun(join(run, "classifier", "best.safetensors"));
  writeFileSync(join(out, "classifier.safetensors"), writeCheckpoint(classifier));
  writeFileSync(join(out, "restorer.safetensors"), writeCheckpoint(restorer));
  const films = sampleFiles(run, record.seed);
  for (const { name, buffer } of films) writeFileSync(join(out, "films", name), buffer);
  const manifest = {
    trainedOn: `phantoms: ${record.data.train} made-up films`,
    classifier: "classifier.safetensors",
    restorer: "restorer.safetensors",
    samples: films.map(({ name }) => ({ file: `films/${name}`, name })),
    made: {
      ...made,
      by: record.gitHash,
      seed: record.seed,
      preset: record.config.preset,
      training: record.data,
      testOnPhantoms: { films: test.n, accuracy: test.accuracy, auroc: test.auroc },
      restorationThreshold: Number(restorer.extra["restorationThreshold"]),
      licence: "CC0-1.0: models and films are made by the program, no patient is in them",
    },
  };
  writeFileSync(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

const [run, out] = process.argv.slice(2);
if (run !== undefined && out !== undefined) {
  makeDemo(run, out, {
    command: "npm run demo && node scripts/make-viewer-demo.mjs runs/demo",
    date: new Date().toISOString().slice(0, 10),
  });
}
