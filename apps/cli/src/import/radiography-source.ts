// The importer of the COVID-19 Radiography Database: class folders, masks, and Excel tables of origins.
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import {
  isSkipped,
  labelOfFolder,
  normalColumn,
  plainAddress,
  RADIOGRAPHY_COLUMNS,
  RADIOGRAPHY_REQUIRED,
  type RepeatRules,
  readRadiographyFile,
  type SkippedImage,
} from "@pleura/data";
import { CliError } from "../cli-error.ts";
import { countNoun } from "../count-noun.ts";
import { LUNGS_COLUMN } from "../node/view-images.ts";
import { readBlockFile } from "./block-file.ts";
import { isImageName } from "./image-name.ts";
import { readImportRecord } from "./import-record.ts";
import type { ImportSettings } from "./import-settings.ts";
import type { FoundImage, OpenedSource } from "./opened-source.ts";
import { readXlsx } from "./read-xlsx.ts";
import { type SourceRoot, walkFiles } from "./source-root.ts";
import { missingImages, requireColumns } from "./wrong-root.ts";

/** Its folders, for people. */
const CLASS_FOLDERS = ["COVID", "Normal", "Viral Pneumonia", "Lung_Opacity"];

/** Opens the source. */
export async function openRadiographySource(
  root: SourceRoot,
  settings: ImportSettings,
): Promise<OpenedSource> {
  const names = (await readdir(root.real, { withFileTypes: true })).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  const folders = names
    .filter((entry) => !entry.isFile() && labelOfFolder(entry.name) !== undefined)
    .map(({ name }) => name);
  if (folders.length === 0) throw await missingImages("radiography", root, CLASS_FOLDERS);
  const classes = await Promise.all(folders.map((folder) => openClass(root, folder)));
  const notes = classes.flatMap((one) => one.notes);
  const repeats = await repeatRules(settings);
  if (settings.dropOrigins.length > 0 && classes.every(({ hasTable }) => !hasTable)) {
    throw new CliError(
      "data",
      `import radiography "${root.path}": to drop repeats there must be tables of origins, but there is no "*.metadata.xlsx". Put them beside the class folders, or leave out --drop-origins.`,
    );
  }
  return {
    total: classes.reduce((sum, { files }) => sum + files.length, 0),
    columns: [...RADIOGRAPHY_COLUMNS, LUNGS_COLUMN],
    notes,
    async *entries(): AsyncGenerator<FoundImage | SkippedImage> {
      for (const one of classes) yield* classEntries(one, repeats);
      for (const { name } of names) {
        const other = join(root.real, name);
        const isOther = !folders.includes(name) && existsSync(join(other, "images"));
        if (isOther) yield { name, reason: "unknown-label", detail: "a folder of images" };
      }
    },
  };
}

/** A row of a table of origins: the image's name as written, and where it comes from. */
interface Origin {
  readonly name: string;
  readonly url: string;
}

/** One class folder. */
interface ClassFolder {
  readonly folder: string;
  /** Paths of its images below the root. */
  readonly files: readonly string[];
  readonly refused: readonly SkippedImage[];
  /** Mask below the root, by the image's name in lower case. */
  readonly masks: ReadonlyMap<string, string>;
  /** Rows of the table of origins by {@link plainStem}. */
  readonly origins: ReadonlyMap<string, Origin>;
  readonly hasTable: boolean;
  readonly notes: readonly string[];
}

async function openClass(root: SourceRoot, folder: string): Promise<ClassFolder> {
  const isDeep = existsSync(join(root.real, folder, "images"));
  const images = isDeep ? `${folder}/images` : folder;
  const files: string[] = [];
  const refused: SkippedImage[] = [];
  const masks = new Map<string, string>();
  for await (const found of walkFiles(root, images)) {
    if (!("path" in found)) refused.push(found);
    else if (isImageName(found.path) && !found.path.includes("/masks/")) files.push(found.path);
  }
  if (existsSync(join(root.real, folder, "masks"))) {
    for await (const found of walkFiles(root, `${folder}/masks`)) {
      if ("path" in found) masks.set(fileName(found.path).toLowerCase(), found.path);
    }
  }
  const table = await findTable(root, folder);
  const origins = table === undefined ? new Map<string, Origin>() : await readOrigins(root, table);
  const without = files.filter((path) => !origins.has(stemOf(path))).length;
  const notes: string[] = [];
  if (table === undefined) notes.push(`${folder}: no table of origins beside it`);
  else if (without > 0) notes.push(`${table}: ${countNoun(without, "image")} without a row in it`);
  return { folder, files, refused, masks, origins, hasTable: table !== undefined, notes };
}

function* classEntries(
  { folder, files, refused, masks, origins }: ClassFolder,
  repeats: RepeatRules,
): Generator<FoundImage | SkippedImage> {
  yield* refused;
  const unfound = new Map(origins);
  for (const path of files) {
    const stem = stemOf(path);
    unfound.delete(stem);
    const image = readRadiographyFile(path, folder, origins.get(stem)?.url ?? "", repeats);
    if (isSkipped(image)) {
      yield image;
      continue;
    }
    const lungs = masks.get(fileName(path).toLowerCase());
    yield lungs === undefined ? { image, path } : { image, path, masks: { [LUNGS_COLUMN]: lungs } };
  }
  for (const { name } of unfound.values()) {
    yield { name: `${folder}/${name}`, reason: "missing-file", detail: "in the table of origins" };
  }
}

/** `COVID.metadata.xlsx` beside `COVID/`, whatever its case and spaces. */
async function findTable(root: SourceRoot, folder: string): Promise<string | undefined> {
  const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, "");
  const names = await readdir(root.real);
  return names.find((name) => plain(name) === `${plain(folder)}.metadata.xlsx`);
}

async function readOrigins(root: SourceRoot, table: string): Promise<ReadonlyMap<string, Origin>> {
  const path = join(root.real, table);
  const { columns, rows } = await readXlsx(path, normalColumn);
  requireColumns("radiography", path, columns, RADIOGRAPHY_REQUIRED);
  const origins = rows.map((row) => ({ name: row["file name"] ?? "", url: row["url"] ?? "" }));
  const named = origins.filter(({ name }) => name !== "");
  return new Map(named.map((origin) => [plainStem(origin.name), origin]));
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function stemOf(path: string): string {
  return plainStem(fileName(path).replace(/\.[A-Za-z0-9]{1,5}$/, ""));
}

/** `Normal-1` and `NORMAL-1`, `COVID (1)` and `COVID-1` name the same image. */
function plainStem(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, " ")
    .replace(/ ?\((\d+)\)$/, "-$1");
}

/** Word for the collections that the data set has already. */
const IMPORTED = "imported";

async function repeatRules({ dropOrigins, out }: ImportSettings): Promise<RepeatRules> {
  const origins = new Set(dropOrigins.map((name) => name.toLowerCase()));
  const addresses = new Set<string>();
  if (!origins.delete(IMPORTED)) return { origins, addresses };
  for (const { source } of Object.values(readImportRecord(out).imports)) {
    if (source !== undefined && source !== "radiography") origins.add(source);
  }
  for await (const { cells } of readBlockFile(join(out, "manifest.csv"))) {
    const { url = "", source } = cells;
    if (url !== "" && source !== "radiography") addresses.add(plainAddress(url));
  }
  return { origins, addresses };
}
