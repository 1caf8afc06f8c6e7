// Files that the page saves, as they lie on the disk afterwards.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";

/** A saved file. */
export interface SavedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Presses a button that saves a file, and reads the file. */
export async function savedBy(page: Page, button: string): Promise<SavedFile> {
  const waiting = page.waitForEvent("download");
  await page.getByRole("button", { name: button, exact: true }).click();
  const download = await waiting;
  const folder = mkdtempSync(join(tmpdir(), "pleura-saved-"));
  try {
    const path = join(folder, "file");
    await download.saveAs(path);
    return { name: download.suggestedFilename(), bytes: readFileSync(path) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Names of a PNG's chunks, in their order (PNG specification, section 5.3). */
export function pngChunks(bytes: Buffer): string[] {
  const names: string[] = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    names.push(bytes.toString("latin1", at + 4, at + 8));
  }
  return names;
}
