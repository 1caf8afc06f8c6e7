// The program's version, as the package of the program says.
import { readFileSync } from "node:fs";

/** Version of the program; package.json stands one folder above both src/ and dist/. */
export const VERSION: string = readVersion();

function readVersion(): string {
  const url = new URL("../package.json", import.meta.url);
  return (JSON.parse(readFileSync(url, "utf8")) as { version: string }).version;
}
