// Bundles the page and its workers into dist/: a static folder that any web server can host.
import { createHash } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { META_POLICY, SECURITY_HEADERS } from "./src/page-security.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = join(here, "dist");

/** The workers of the page: each is a file of its own. */
const workers = readdirSync(join(here, "src"), { recursive: true })
  .map(String)
  .filter((name) => name.endsWith(".worker.ts"));

/** What Emscripten's codecs ask for in Node only: a browser gives them empty modules. */
const nodeModules = {
  name: "no Node in the browser",
  setup(bundle) {
    const filter = /^(node:)?(fs|path|crypto|module|url|worker_threads|os)$/;
    bundle.onResolve({ filter }, ({ path }) => ({ path, namespace: "empty" }));
    bundle.onLoad({ filter: /.*/, namespace: "empty" }, () => ({ contents: "", loader: "js" }));
  },
};

/** Paths of all files below a folder, with slashes, sorted. */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => name.split(sep).join("/"))
    .sort();
}

/** Bytes of the entry and of all chunks that it imports at once, gzipped: what a visitor waits for. */
function initialBytes({ outputs }) {
  const wanted = ["dist/main.js"];
  for (const name of wanted) {
    for (const { path, kind } of outputs[name].imports) {
      if (kind === "import-statement" && !wanted.includes(path)) wanted.push(path);
    }
  }
  return wanted
    .map((name) => gzipSync(readFileSync(join(here, name))).length)
    .reduce((a, b) => a + b);
}

/** The service worker's script with the list of files to keep and a version made of their contents. */
async function writeServiceWorker() {
  const files = filesBelow(dist).filter((name) => !/\.map$|^_headers$/.test(name));
  const hash = createHash("sha256");
  for (const name of files) hash.update(name).update(readFileSync(join(dist, name)));
  const define = {
    KEPT_FILES: JSON.stringify(files),
    KEPT_VERSION: JSON.stringify(hash.digest("hex").slice(0, 16)),
    KEPT_HEADERS: JSON.stringify(SECURITY_HEADERS),
  };
  await build({
    absWorkingDir: here,
    entryPoints: ["src/app/service-worker.ts"],
    outfile: "dist/service-worker.js",
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    define,
    logLevel: "warning",
  });
}

try {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  const { metafile } = await build({
    absWorkingDir: here,
    entryPoints: ["src/main.tsx", ...workers.map((name) => join("src", name))],
    outdir: "dist",
    entryNames: "[name]",
    // Side by side, so that one relative address finds a worker or a codec from any chunk.
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    sourcemap: true,
    metafile: true,
    legalComments: "linked",
    logLevel: "warning",
    plugins: [nodeModules],
  });
  cpSync(join(here, "assets"), dist, { recursive: true });
  const page = readFileSync(join(here, "index.html"), "utf8").replace("%POLICY%", META_POLICY);
  writeFileSync(join(dist, "index.html"), page);
  // Read by some hosts of static folders; elsewhere the meta element and the service worker hold the policy.
  const headers = Object.entries(SECURITY_HEADERS).map(([name, value]) => `  ${name}: ${value}`);
  writeFileSync(join(dist, "_headers"), `/*\n${headers.join("\n")}\n`);
  const sizes = { initialGzipBytes: initialBytes(metafile) };
  writeFileSync(join(dist, "build-sizes.json"), `${JSON.stringify(sizes)}\n`);
  await writeServiceWorker();
  const kilobytes = (sizes.initialGzipBytes / 1000).toFixed(1);
  process.stdout.write(
    `${relative(process.cwd(), dist) || "."}: initial script ${kilobytes} kB gzipped\n`,
  );
} catch (error) {
  // esbuild has printed its own errors already.
  if (!Array.isArray(error.errors)) throw error;
  process.exitCode = 1;
}
