// Files of every kind that name things by hostile texts: films, checkpoints, runs, profiles.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeCsv } from "@pleura/data";
import { dicomFilm, type FilmFile, phantomGrey } from "./films.ts";
import { smallRun } from "./serve-run.ts";

/** A DICOM film with three hostile texts, for its patient, its study and its institution; written as UTF-8. */
export function hostileDicom(name: string, [patient, study, institution]: string[]): FilmFile {
  return dicomFilm(name, phantomGrey(3, 32), {
    "00080005 CS": "ISO_IR 192",
    "00080080 LO": institution ?? "",
    "00081030 LO": study ?? "",
    "00100010 PN": study ?? "",
    "00100020 LO": patient ?? "",
    "00185101 CS": institution ?? "",
  });
}

/** The small classifier with another value of a header's field. */
export function hostileCheckpoint(field: string, text: string): Buffer {
  const good = readFileSync(join(smallRun, "classifier", "best.safetensors"));
  const end = 8 + Number(good.readBigUInt64LE(0));
  const header = JSON.parse(good.toString("utf8", 8, end));
  // Without the sum over the file, which would be refused before anything is read.
  const { "pleura.checksum": _, "pleura.checksum-scheme": __, ...kept } = header.__metadata__;
  const written = Buffer.from(
    JSON.stringify({ ...header, __metadata__: { ...kept, [field]: text } }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(written.length));
  return Buffer.concat([length, written, good.subarray(end)]);
}

/** A run whose settings, curves, films, labels and sources are hostile. */
export function writeHostileRun(folder: string, texts: readonly string[]): void {
  mkdirSync(join(folder, "run"), { recursive: true });
  mkdirSync(join(folder, "data"), { recursive: true });
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
  const all = Object.fromEntries(texts.map((text) => [text, text]));
  const adapter = { description: texts[0], vendor: texts[1] };
  const record = { command: texts[2], versions: { pleura: texts[3] }, adapter, config: all };
  write("run/run.json", JSON.stringify(record));
  const curves = [1, 2, 3].map((step) =>
    // A prototype's name would be lost in a literal.
    JSON.stringify(Object.fromEntries([["step", step], ...texts.map((text) => [text, step])])),
  );
  write("run/metrics.jsonl", `${curves.join("\n")}\n{"step": ${texts[4]}\n`);
  const logits = { logit_covid19: "1", logit_pneumonia: "0.5", logit_normal: "0" };
  const columns = ["file", "label", ...Object.keys(logits)];
  const rows = texts.map((file) => ({ file, label: file, ...logits }));
  write("run/predictions-test.csv", writeCsv(columns, rows));
  const films = texts.map((text) => ({ file: text, source: text, patient: text, label: text }));
  write("data/manifest.csv", writeCsv(["file", "source", "patient", "label"], films));
}

/** The small profile, with hostile names of kernels, layers, tensors and the adapter, and hostile WGSL. */
export function hostileProfile(texts: readonly string[]): Buffer {
  const profile = JSON.parse(readFileSync(join(smallRun, "profile", "profile.json"), "utf8"));
  const names = new Map<string, string>();
  const rows: { name: string }[] = [...profile.byKernel, ...profile.byLayer];
  for (const [at, { name }] of rows.entries()) names.set(name, texts[at % texts.length] ?? "");
  const renamed = JSON.stringify(profile, (_key, value) =>
    typeof value === "string" ? (names.get(value) ?? value) : value,
  );
  const hostile = JSON.parse(renamed);
  hostile.title = texts[0];
  hostile.adapter.description = texts[1];
  for (const kernel of hostile.kernels) kernel.wgsl = texts.join("\n");
  return Buffer.from(JSON.stringify(hostile));
}
