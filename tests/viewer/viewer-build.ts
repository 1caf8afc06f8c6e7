// The built page: its folder, made anew when a source is newer, and the headers it wants to be served with.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const viewer = join(root, "apps", "viewer");

/** The static folder. */
export const viewerFolder: string = join(viewer, "dist");

/** Builds the page when it is older than what it is made of. */
export function buildViewer(): void {
  const rooms = readdirSync(join(root, "packages")).map((name) => join(root, "packages", name));
  const sources = [
    ...[...rooms, viewer].map((room) => join(room, "src")),
    join(viewer, "assets"),
  ].flatMap((folder) =>
    readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name))),
  );
  const files = [...sources, join(viewer, "build.mjs"), join(viewer, "index.html")];
  const built = timeOf(join(viewerFolder, "service-worker.js"));
  if (files.every((file) => timeOf(file) < built)) return;
  execFileSync(process.execPath, [join(viewer, "build.mjs")], {
    stdio: ["ignore", "ignore", "inherit"],
  });
}

function timeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** The headers of the static folder's `_headers` file. */
export function viewerHeaders(): Record<string, string> {
  const lines = readFileSync(join(viewerFolder, "_headers"), "utf8").split("\n");
  const pairs = lines
    .map((line) => line.match(/^ {2}([\w-]+): (.+)$/))
    .filter((pair) => pair !== null);
  return Object.fromEntries(pairs.map(([, name, value]) => [String(name), String(value)]));
}
