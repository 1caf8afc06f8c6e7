// The importers of sources with one table and folders of images: NIH, Cohen, Figure 1, Actualmed.
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  ACTUALMED_REQUIRED,
  COHEN_COLUMNS,
  COHEN_REQUIRED,
  FIGURE1_COLUMNS,
  FIGURE1_REQUIRED,
  isSafePath,
  isSkipped,
  NIH_COLUMNS,
  NIH_REQUIRED,
  normalColumn,
  readActualmedRow,
  readCohenRow,
  readFigure1Row,
  readNihRow,
  type SkippedImage,
  type SourceCells,
  type SourceImage,
} from "@pleura/data";
import { type FileIndex, indexFiles } from "./file-index.ts";
import type { ImportSettings } from "./import-settings.ts";
import type { FoundImage, OpenedSource } from "./opened-source.ts";
import { openTable, type Table } from "./read-table.ts";
import type { SourceRoot } from "./source-root.ts";
import { missingImages, missingMetadata, requireColumns } from "./wrong-root.ts";

/** What sets one of these sources apart. */
interface TableSource {
  readonly name: string;
  /** Names that its table may have, the one to prefer first. */
  readonly tables: readonly string[];
  /** Its folders of images, and their names for people. */
  readonly folders: RegExp;
  readonly folderNames: readonly string[];
  readonly required: readonly string[];
  readonly columns: readonly string[];
  /** A column that only the table of its twin has. */
  readonly foreign?: string;
  /** True when the table names images by their file names without ending. */
  readonly isByStem?: boolean;
  /** Reads what lies beside the table and gives the rule for its rows. */
  rule(
    root: SourceRoot,
    settings: ImportSettings,
  ): Promise<(cells: SourceCells) => SourceImage | SkippedImage>;
}

/** NIH ChestX-ray14. */
export const NIH: TableSource = {
  name: "nih",
  tables: ["Data_Entry_2017_v2020.csv", "Data_Entry_2017.csv"],
  folders: /^images(_\d+)?$/i,
  folderNames: ["images_001", "images"],
  required: NIH_REQUIRED,
  columns: NIH_COLUMNS,
  async rule(root, { pneumonia }) {
    const splitOf = await readOfficialLists(root);
    return (cells) => readNihRow(cells, pneumonia, (name) => splitOf.get(name) ?? "");
  },
};

/** COVID-19 image data collection. */
export const COHEN: TableSource = {
  name: "cohen",
  tables: ["metadata.csv"],
  folders: /^images$/i,
  folderNames: ["images"],
  required: COHEN_REQUIRED,
  columns: COHEN_COLUMNS,
  rule: () => Promise.resolve(readCohenRow),
};

/** Figure 1 COVID-19 chest X-rays. */
export const FIGURE1: TableSource = {
  name: "figure1",
  tables: ["metadata.csv"],
  folders: /^images$/i,
  folderNames: ["images"],
  required: FIGURE1_REQUIRED,
  columns: FIGURE1_COLUMNS,
  foreign: "imagename",
  isByStem: true,
  rule: () => Promise.resolve(readFigure1Row),
};

/** Actualmed COVID-19 chest X-rays. */
export const ACTUALMED: TableSource = {
  name: "actualmed",
  tables: ["metadata.csv"],
  folders: /^images$/i,
  folderNames: ["images"],
  required: ACTUALMED_REQUIRED,
  columns: FIGURE1_COLUMNS,
  rule: () => Promise.resolve(readActualmedRow),
};

/**
 * Opens one of these sources.
 *
 * @throws {CliError} tag `data` for a root without its table or images, or a table of another source
 */
export async function openTableSource(
  source: TableSource,
  root: SourceRoot,
  settings: ImportSettings,
): Promise<OpenedSource> {
  const tableName = source.tables.find((name) => existsSync(join(root.real, name)));
  if (tableName === undefined) throw await missingMetadata(source.name, root, source.tables);
  const path = join(root.real, tableName);
  const table = await openTable(path, { encoding: settings.encoding, columnName: normalColumn });
  requireColumns(source.name, path, table.columns, source.required, source.foreign);
  const folders = (await readdir(root.real)).filter((name) => source.folders.test(name)).sort();
  if (folders.length === 0) throw await missingImages(source.name, root, source.folderNames);
  const index = await indexFiles(root, folders);
  const rule = await source.rule(root, settings);
  return {
    total: index.size,
    columns: source.columns,
    notes: [],
    entries: () => entries(table, index, rule, source.isByStem === true),
  };
}

async function* entries(
  table: Table,
  index: FileIndex,
  rule: (cells: SourceCells) => SourceImage | SkippedImage,
  isByStem: boolean,
): AsyncGenerator<FoundImage | SkippedImage> {
  const seen = new Set<string>();
  for await (const { cells, line, fault } of table.rows()) {
    const answer = rule(cells);
    const { name } = answer;
    const paths = isByStem ? index.findByStem(name) : [index.find(name)];
    if (fault !== undefined) {
      yield { name, reason: "bad-row", detail: `line ${line}: ${fault}` };
    } else if (isSkipped(answer)) {
      yield { ...answer, detail: `line ${line}: ${answer.detail}` };
    } else if (!isSafePath(name)) {
      yield { name, reason: "outside-root", detail: `line ${line}: a plain file name is needed` };
    } else if (seen.has(name)) {
      yield { name, reason: "duplicate-row", detail: `line ${line}` };
    } else if (paths.length === 0 || paths[0] === undefined) {
      yield { name, reason: "missing-file", detail: `line ${line}` };
    } else {
      for (const path of paths) if (path !== undefined) yield { image: answer, path };
    }
    seen.add(name);
  }
  yield* index.leftovers();
}

/** The official split of NIH ChestX-ray14 by file name, from the lists that are there. */
async function readOfficialLists(root: SourceRoot): Promise<ReadonlyMap<string, string>> {
  const splitOf = new Map<string, string>();
  for (const split of ["train_val", "test"]) {
    const path = join(root.real, `${split}_list.txt`);
    if (!existsSync(path)) continue;
    const text = await readFile(path, "utf8");
    for (const line of text.split(/\r\n?|\n/)) {
      const name = line.trim();
      if (name !== "") splitOf.set(name, split);
    }
  }
  return splitOf;
}
