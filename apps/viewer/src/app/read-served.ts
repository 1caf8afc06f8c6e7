// Reads files of the page's own server: the demo of the static folder, or the run that `pleura view` serves.
import type { OpenedFile } from "./opened-file.ts";

/** @throws {Error} naming the address, when the server does not give it */
export async function fetchBytes(address: string): Promise<Uint8Array> {
  const response = await fetch(address);
  if (!response.ok) {
    throw new Error(
      `${address}: the server must give it, but it answered ${response.status}. Reload the page.`,
    );
  }
  return new Uint8Array(await response.arrayBuffer());
}

/** @throws {Error} when the server does not give it or it is no JSON */
export async function fetchJson(address: string): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode(await fetchBytes(address)));
}

/** A file of the page's own server. */
export function servedFile(address: string, name: string): OpenedFile {
  return { name, bytes: () => fetchBytes(address) };
}

/** The address of the run that `pleura view` serves; undefined in a static folder. */
export function servedRun(): string | undefined {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="pleura-run"]');
  return meta?.content || undefined;
}
