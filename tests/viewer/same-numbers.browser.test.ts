// The page and the program give the same numbers for the same files and checkpoint, in a real browser.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CLASSES, readNpy } from "@pleura/data";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundleCli, runCli } from "../cli/run-cli.ts";
import { twentyFilms, writeFilms } from "./films.ts";
import { smallRun } from "./serve-run.ts";
import { viewerFolder } from "./viewer-build.ts";
import { modelLine, openViewer, pickFiles, type ViewerPage } from "./viewer-page.ts";
import { answered, lastExplanation, type TappedExplanation, tapWorkers } from "./worker-tap.ts";

/** A byte of a drawn map is 1/255: two of them cannot be seen. */
const MAP_TOLERANCE = 2 / 255;
const SHARE_TOLERANCE = 1e-4;
/** JPEG decoders may round a grey value differently by one level. */
const JPEG_TOLERANCE = 1e-3;

let folder = "";
let viewer: ViewerPage;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "pleura-numbers-"));
  await bundleCli();
  viewer = await openViewer({ before: tapWorkers });
}, 120_000);

afterAll(async () => {
  await viewer.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Told {
  readonly file: string;
  readonly probabilities: Readonly<Record<string, number>>;
  readonly maps: Readonly<Record<string, { readonly npy: string }>>;
}

/** What the program says of the files. */
async function explainByProgram(
  model: string,
  files: readonly string[],
): Promise<Map<string, TappedExplanation>> {
  const out = join(folder, "heatmaps");
  const told = await runCli(["explain", "--model", model, "--out", out, "--no-tune", ...files]);
  expect(told.code, told.stderr).toBe(0);
  const { files: entries } = JSON.parse(readFileSync(join(out, "explain.json"), "utf8"));
  return new Map(
    (entries as Told[]).map(({ file, probabilities, maps }) => [
      file,
      {
        probabilities: CLASSES.map((name) => probabilities[name] ?? Number.NaN),
        maps: CLASSES.map((name) => {
          const bytes = readFileSync(join(out, maps[name]?.npy ?? ""));
          return [...readNpy(bytes).data] as number[];
        }),
      },
    ]),
  );
}

/** What the page says of a file. */
async function explainByPage(file: string): Promise<TappedExplanation> {
  const before = await answered(viewer.page, "explain");
  await pickFiles(viewer.page, file);
  await expect.poll(() => answered(viewer.page, "explain"), { timeout: 30_000 }).toBe(before + 1);
  return lastExplanation(viewer.page);
}

/** The largest difference between two lists of one length. */
function distance(one: readonly number[], other: readonly number[]): number {
  expect(one.length).toBe(other.length);
  return Math.max(...one.map((value, at) => Math.abs(value - (other[at] ?? Number.NaN))));
}

async function compare(model: string, files: readonly string[]): Promise<void> {
  const program = await explainByProgram(model, files);
  const seen: TappedExplanation[] = [];
  for (const file of files) {
    const expected = program.get(file) as TappedExplanation;
    const actual = await explainByPage(file);
    const share = distance(actual.probabilities, expected.probabilities);
    const map = Math.max(...actual.maps.map((one, at) => distance(one, expected.maps[at] ?? [])));
    const isJpeg = readFileSync(file).subarray(0, 2).toString("hex") === "ffd8";

    expect(share, `${file}: shares`).toBeLessThanOrEqual(isJpeg ? JPEG_TOLERANCE : SHARE_TOLERANCE);
    expect(map, `${file}: maps`).toBeLessThanOrEqual(MAP_TOLERANCE);
    seen.push(actual);
  }
  // Numbers that never move would agree about nothing.
  const [first, ...others] = seen;
  const furthest = (of: (one: TappedExplanation) => readonly number[]) =>
    Math.max(...others.map((one) => distance(of(one), first === undefined ? [] : of(first))));
  expect(furthest(({ probabilities }) => probabilities)).toBeGreaterThan(0.01);
  expect(furthest(({ maps }) => maps[0] ?? [])).toBeGreaterThan(0.5);
}

const shared = fileURLToPath(new URL("../../../shared", import.meta.url));

/** Films as hospitals and collections give them: every kind of file, and a spread of the rest. */
function realFilms(): string[] {
  const samples = join(shared, "raw-samples");
  const kinds = [
    ...["01-nih-gray8-1024.png", "02-nih-rgba-1024.png", "05-png-named-jpg-rgba.jpg"],
    ...["06-colour-tint.jpg", "09-webp.webp", "11-small-298x294.jpg", "14-partial-zoom.jpeg"],
    ...["20-dx-implicitvr-mono2.dcm", "22-cr-jpegbaseline-mono2.dcm"],
    ...["24-cr-jpeg2000-mono1-15bit.dcm", "derived/gray16-mono1.png", "derived/exif-rotated.jpg"],
  ].map((name) => join(samples, name));
  const films = readdirSync(join(shared, "cxr", "images")).sort();
  const step = Math.floor(films.length / 8);
  const spread = films.filter((_, at) => at % step === 0).slice(0, 8);
  return [...kinds, ...spread.map((name) => join(shared, "cxr", "images", name))];
}

test("twenty real films of ../shared", async (t) => {
  if (!existsSync(shared)) t.skip("needs ../shared/raw-samples and ../shared/cxr");
  const films = realFilms();

  expect(films).toHaveLength(20);
  const demo = join(viewerFolder, "demo");
  const { classifier } = JSON.parse(readFileSync(join(demo, "manifest.json"), "utf8"));
  await compare(join(demo, classifier), films);
}, 180_000);

test("twenty made films: PNG of 8 and 16 bits, DICOM, JPEG and WebP", async () => {
  const films = await twentyFilms();

  expect(films).toHaveLength(20);
  const model = join(smallRun, "classifier", "best.safetensors");
  await pickFiles(viewer.page, model);
  await modelLine(viewer.page).getByText("best.safetensors").waitFor();
  await compare(model, writeFilms(join(folder, "films"), films));
}, 180_000);
