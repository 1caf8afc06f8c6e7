// Miniature copies of the sources' layouts, and what an import made of them.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type ManifestRow, readCsv, requireManifest } from "@pleura/data";
import { strToU8, zipSync } from "fflate";
import { greyPng } from "./grey-png.ts";
import { type CliResult, runCli } from "./run-cli.ts";

/** Bytes of an 8×8 grey PNG; films of another shade differ. */
export function tinyPng(shade = 100): Buffer {
  const row = (y: number): number[] => [y, shade, 1, 2, 3, 4, 5, 6];
  return greyPng(8, Uint8Array.from(Array.from({ length: 8 }, (_, y) => row(y)).flat()));
}

/** Writes a film, making its folder. */
export function writeFilm(path: string, shade?: number): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, tinyPng(shade));
}

/** Writes files below a folder, making theirs. */
export function writeFiles(
  root: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

/** Runs an import. */
export function importInto(
  out: string,
  source: string,
  root: string,
  more: readonly string[] = [],
): Promise<CliResult> {
  return runCli(["data", "import", source, "--root", root, "--out", out, ...more]);
}

/** The data set's manifest, checked as every command checks it. */
export function manifestRows(out: string): ManifestRow[] {
  const table = readCsv(readFileSync(join(out, "manifest.csv")));
  return requireManifest(table.rows.map(({ cells }) => cells));
}

/** What was left out. */
export function skippedRows(out: string): Readonly<Record<string, string>>[] {
  return readCsv(readFileSync(join(out, "skipped.csv"))).rows.map(({ cells }) => cells);
}

/** An Excel file with one sheet of text cells, with a table of shared strings as Excel writes it. */
export function xlsx(rows: readonly (readonly string[])[]): Uint8Array {
  const escaped = (text: string): string =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const numbers = new Map<string, number>();
  const numberOf = (text: string): number => {
    if (!numbers.has(text)) numbers.set(text, numbers.size);
    return numbers.get(text) ?? 0;
  };
  const sheetRows = rows.map((cells, y) => {
    const written = cells.map((text, x) => {
      const place = `${String.fromCharCode(65 + x)}${y + 1}`;
      return `<c r="${place}" t="s"><v>${numberOf(text)}</v></c>`;
    });
    return `<row r="${y + 1}">${written.join("")}</row>`;
  });
  const strings = [...numbers.keys()].map((text) => `<si><t>${escaped(text)}</t></si>`);
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const packaged = "http://schemas.openxmlformats.org/package/2006";
  const type = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  const part = (name: string, kind: string): string =>
    `<Override PartName="/xl/${name}" ContentType="${type}.${kind}+xml"/>`;
  const link = (id: string, kind: string, target: string): string =>
    `<Relationship Id="${id}" Type="${office}/${kind}" Target="${target}"/>`;
  const parts = {
    "[Content_Types].xml": `${head}<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>${part("workbook.xml", "sheet.main")}${part("worksheets/sheet1.xml", "worksheet")}${part("sharedStrings.xml", "sharedStrings")}</Types>`,
    "_rels/.rels": `${head}<Relationships xmlns="${packaged}/relationships">${link("rId1", "officeDocument", "xl/workbook.xml")}</Relationships>`,
    "xl/workbook.xml": `${head}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `${head}<Relationships xmlns="${packaged}/relationships">${link("rId1", "worksheet", "worksheets/sheet1.xml")}${link("rId2", "sharedStrings", "sharedStrings.xml")}</Relationships>`,
    "xl/worksheets/sheet1.xml": `${head}<worksheet xmlns="${main}"><sheetData>${sheetRows.join("")}</sheetData></worksheet>`,
    "xl/sharedStrings.xml": `${head}<sst xmlns="${main}">${strings.join("")}</sst>`,
  };
  return zipSync(
    Object.fromEntries(Object.entries(parts).map(([path, text]) => [path, strToU8(text)])),
  );
}

/** Header of NIH's newer table: the brackets hold commas, so there are two more columns than it looks. */
export const NIH_HEADER =
  "Image Index,Finding Labels,Follow-up #,Patient ID,Patient Age,Patient Gender,View Position,OriginalImage[Width,Height],OriginalImagePixelSpacing[x,y]";

/** Header of Cohen's last table, which ends in a comma. */
export const COHEN_HEADER =
  "patientid,offset,sex,age,finding,RT_PCR_positive,survival,intubated,intubation_present,went_icu,in_icu,needed_supplemental_O2,extubated,temperature,pO2_saturation,leukocyte_count,neutrophil_count,lymphocyte_count,view,modality,date,location,folder,filename,doi,url,license,clinical_notes,other_notes,";

/** A row of Cohen's last table. */
export function cohenRow(
  cells: Partial<
    Record<"id" | "finding" | "view" | "modality" | "folder" | "filename" | "url" | "notes", string>
  >,
): string {
  const {
    id = "1",
    finding = "Pneumonia/Viral/COVID-19",
    view = "PA",
    modality = "X-ray",
    folder = "images",
    filename = "",
    url = "",
    notes = "",
  } = cells;
  const before = `${id},3,M,65,${finding}${",".repeat(14)}${view},${modality}`;
  return `${before},"January 1, 2020","Wuhan, China",${folder},${filename},,${url},CC BY,${notes},,`;
}
