// The image worker in a real browser against the program: the same files give the same model inputs, or the same refusals.
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createRasterDecoder } from "@pleura/cli/raster-decoder";
import { decodeImage, makePhantom, modelInput } from "@pleura/data";
import { encode } from "fast-png";
import type { Page } from "playwright-core";
import sharp, { type Sharp } from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NO_MISDEEDS, type OpenedPage, openPage } from "./open-page.ts";
import { type StaticServer, serveFolder } from "./static-server.ts";
import { buildViewer, viewerFolder, viewerHeaders } from "./viewer-build.ts";

const rasterDecoder = createRasterDecoder();
const eye = { size: 64, fit: "pad", view: "whole" } as const;

/** Starts the worker as the page does, under the page's own policy, and asks it file by file. */
const SCRIPT = `
const policy = trustedTypes.createPolicy("pleura", { createScriptURL: (address) => address });
const worker = new Worker(policy.createScriptURL("image.worker.js"), { type: "module" });
const waiting = new Map();
worker.addEventListener("message", ({ data }) => waiting.get(data.id)(data));
let calls = 0;
window.prepare = (name, base64) => new Promise((resolve) => {
  const id = ++calls;
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  waiting.set(id, (answer) => resolve(answer.type === "error"
    ? { refused: answer.error.message }
    : { input: [...answer.result.inputs[0]], thumbnail: [...answer.result.thumbnail.levels] }));
  const request = { name, bytes, eyes: [${JSON.stringify(eye)}], thumbnailSide: 32 };
  worker.postMessage({ type: "call", id, name: "prepare", request }, { transfer: [bytes.buffer] });
});`;

interface Answer {
  readonly input?: readonly number[];
  readonly thumbnail?: readonly number[];
  readonly refused?: string;
}

let folder = "";
let server: StaticServer;
let opened: OpenedPage;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "pleura-decode-"));
  buildViewer();
  cpSync(viewerFolder, folder, { recursive: true });
  writeFileSync(join(folder, "decode.js"), SCRIPT);
  writeFileSync(
    join(folder, "decode.html"),
    `<!doctype html><html lang="en"><title>decode</title><link rel="icon" href="icon.svg"><script src="decode.js"></script></html>`,
  );
  server = await serveFolder(folder, viewerHeaders());
  opened = await openPage(`${server.url}decode.html`);
});

afterAll(async () => {
  await opened?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function ask(page: Page, name: string, bytes: Uint8Array): Promise<Answer> {
  return page.evaluate(
    ([file, text]) =>
      (window as unknown as { prepare(name: string, base64: string): Promise<Answer> }).prepare(
        file,
        text,
      ),
    [name, Buffer.from(bytes).toString("base64")] as const,
  );
}

/** The greatest difference of the model's inputs in grey levels; both sides' refusals when they refuse. */
async function compare(name: string, bytes: Uint8Array) {
  const found = await ask(opened.page, name, bytes);
  let wanted: Float32Array;
  try {
    wanted = modelInput(await decodeImage(bytes, { name, rasterDecoder }), eye);
  } catch (error) {
    return { browser: found.refused, program: (error as Error).message };
  }
  expect(found.refused).toBeUndefined();
  const differences = wanted.map((value, at) => 255 * Math.abs(value - (found.input?.[at] ?? NaN)));
  return Math.round(Math.max(...differences));
}

// A film 96 by 81, so that no side is a multiple of a JPEG block and turns can be told apart.
const { image } = makePhantom({ seed: 0, index: 1, size: 96 });
const grey = Uint8Array.from(image.subarray(0, 96 * 81), (value) => Math.round(255 * value));
const tinted = Uint8Array.from({ length: 3 * grey.length }, (_, at) => {
  const level = grey[Math.floor(at / 3)] as number;
  return at % 3 === 0 ? level : at % 3 === 1 ? 20 + 0.8 * level : 5 + 0.6 * level;
});
const inGrey = () =>
  sharp(grey, { raw: { width: 96, height: 81, channels: 1 } }).toColourspace("b-w");
const inColour = () => sharp(tinted, { raw: { width: 96, height: 81, channels: 3 } });

function deepPng(): Uint8Array {
  const data = Uint16Array.from(image.subarray(0, 96 * 81), (value) => Math.round(65_535 * value));
  return encode({ width: 96, height: 81, data, channels: 1, depth: 16 });
}

const pictures: readonly (readonly [name: string, make: () => Sharp])[] = [
  ["grey.jpg", () => inGrey().jpeg()],
  ["progressive.jpg", () => inGrey().jpeg({ progressive: true, quality: 60 })],
  ["colour.jpg", () => inColour().jpeg()],
  ["colour-444.jpg", () => inColour().jpeg({ chromaSubsampling: "4:4:4" })],
  ["colour-progressive.jpg", () => inColour().jpeg({ progressive: true })],
  ["srgb-profile.jpg", () => inColour().withIccProfile("srgb").jpeg()],
  ["lossy.webp", () => inColour().webp()],
  ["lossless.webp", () => inColour().webp({ lossless: true })],
  ["grey.png", () => inGrey().png()],
  ["colour.png", () => inColour().png()],
  ["palette.png", () => inColour().png({ palette: true })],
  ["alpha.png", () => inColour().ensureAlpha(0.5).png()],
  ...[2, 3, 4, 5, 6, 7, 8].flatMap((orientation) =>
    (["jpeg", "webp"] as const).map(
      (format) =>
        [
          `orientation-${orientation}.${format}`,
          () => inColour().withMetadata({ orientation }).toFormat(format),
        ] as const,
    ),
  ),
];

test.each(pictures)("%s gives the very input of the program", async (name, make) => {
  expect(await compare(name, await make().toBuffer())).toBe(0);
});

test("16 bits of PNG are kept", async () => {
  expect(await compare("deep.png", deepPng())).toBe(0);
});

// What only the browser can convert: its rounding is not the program's.
test.each([
  ["p3-profile.jpg", () => inColour().withIccProfile("p3").jpeg(), 1],
  ["alpha.webp", () => inColour().ensureAlpha(0.5).webp(), 1],
  ["cmyk.jpg", () => inColour().toColourspace("cmyk").jpeg(), 30],
] as const)("%s is close to the program", async (name, make, most) => {
  expect(await compare(name, await make().toBuffer())).toBeLessThanOrEqual(most);
});

const fixtures = new URL("../../packages/data/src/formats/fixtures/", import.meta.url);
const dicomFiles = readdirSync(fixtures).filter((name) => name.endsWith(".dcm"));

test("every DICOM transfer syntax gives the very input of the program", async () => {
  for (const name of dicomFiles) {
    const found = await compare(name, readFileSync(new URL(name, fixtures)));

    expect(found, name).toEqual(typeof found === "number" ? 0 : bothSame(found));
  }
});

const bothSame = ({ program }: { program: string }) => ({ browser: program, program });

test("files that are cut or no image are refused as by the program, and the worker lives on", async () => {
  const sources: readonly (readonly [string, Uint8Array])[] = [
    ["cut.jpg", await inGrey().jpeg().toBuffer()],
    ["cut.webp", await inColour().webp().toBuffer()],
    ["cut.png", await inGrey().png().toBuffer()],
    ["cut.dcm", readFileSync(new URL("grey12.explicit.dcm", fixtures))],
  ];
  for (const [name, whole] of sources) {
    for (const share of [0.3, 0.6, 0.95]) {
      const found = await compare(name, whole.subarray(0, Math.floor(share * whole.length)));

      expect(found, `${name} ${share}`).toEqual(bothSame(found as never));
    }
  }
  for (const text of ["", "<html><body>no</body></html>", "GIF89a"]) {
    const found = await compare("x.png", new TextEncoder().encode(text));
    expect(found).toEqual(bothSame(found as never));
  }
  expect(await compare("whole.jpg", await inGrey().jpeg().toBuffer())).toBe(0);
});

test("a JPEG whose samples end before its end marker is refused, not half shown", async () => {
  const whole = await inGrey().jpeg().toBuffer();
  const half = Buffer.concat([whole.subarray(0, whole.length - 600), Buffer.of(0xff, 0xd9)]);

  const { refused } = await ask(opened.page, "half.jpg", half);

  expect(refused).toBe(
    'decode image "half.jpg": the jpeg data must decode without an error, but the decoder says "libjpeg-turbo cannot read the samples". Copy the file again from its source.',
  );
});

const samples = new URL("../../../shared/raw-samples/", import.meta.url);

test.skipIf(!existsSync(samples))("films of ../shared/raw-samples, the same way", async () => {
  const names = [samples, new URL("derived/", samples)].flatMap((place) =>
    readdirSync(place)
      .filter((name) => /\.(png|jpe?g|webp|dcm)$/.test(name))
      .map((name) => new URL(name, place)),
  );
  // The large ones are decoded by the same code and take 20 s together.
  const small = names.filter((file) => statSync(file).size < 500_000);
  expect(small.length).toBeGreaterThan(15);
  for (const file of small) {
    const found = await compare(basename(file.pathname), readFileSync(file));

    expect(found, file.pathname).toEqual(typeof found === "number" ? 0 : bothSame(found));
  }
});

test("thumbnails are the film in small", async () => {
  const { thumbnail = [] } = await ask(opened.page, "grey.png", await inGrey().png().toBuffer());

  expect(thumbnail).toHaveLength(32 * 32);
  // 81 of 96 rows: black above and below.
  expect(Math.max(...thumbnail.slice(0, 64))).toBe(0);
  expect(Math.max(...thumbnail)).toBeGreaterThan(100);
});

test("the codecs need neither eval nor another host", () => {
  expect(opened.misdeeds).toEqual(NO_MISDEEDS);
});
