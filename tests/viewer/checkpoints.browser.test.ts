// Damaged and foreign checkpoints are refused by name and reason, and the page lives on with the model it had.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { phantomGrey, pngFilm } from "./films.ts";
import { NO_MISDEEDS } from "./open-page.ts";
import { smallRun } from "./serve-run.ts";
import { dropMade, modelLine, openViewer, pickFiles, type ViewerPage } from "./viewer-page.ts";
import { answered, tapWorkers } from "./worker-tap.ts";

const good = readFileSync(join(smallRun, "classifier", "best.safetensors"));
const headerLength = Number(good.readBigUInt64LE(0));
let viewer: ViewerPage;

beforeAll(async () => {
  viewer = await openViewer({ before: tapWorkers });
}, 120_000);

afterAll(() => viewer.close());

/** A file of a header text and bytes behind it. */
function withHeader(header: string, body: Uint8Array = new Uint8Array()): Buffer {
  const text = Buffer.from(header, "utf8");
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, body]);
}

function flipped(at: number): Buffer {
  const bytes = Buffer.from(good);
  bytes[at] = (bytes[at] ?? 0) ^ 0x10;
  return bytes;
}

function duplicateKeys(): Buffer {
  const header = good.toString("utf8", 8, 8 + headerLength).trimEnd();
  const [name, entry] = /"([^"]+)":(\{"dtype"[^}]+\})/.exec(header)?.slice(1) ?? [];
  const twice = `${header.slice(0, -1)},"${name}":${entry}}`;
  return withHeader(twice, good.subarray(8 + headerLength));
}

/** Makes the file in the page: its header alone has 60 MB. */
const aMillionTensors = `() => {
  const entries = [];
  for (let at = 0; at < 1e6; at += 1) {
    entries.push('"t' + at + '":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}');
  }
  const header = new TextEncoder().encode("{" + entries.join(",") + "}");
  const length = new DataView(new ArrayBuffer(8));
  length.setBigUint64(0, BigInt(header.length), true);
  return [new File([length, header], "a-million-tensors.safetensors")];
}`;

const foreign = withHeader(
  `{"lm_head.weight":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}`,
  new Uint8Array(16),
);

test.each<[string, () => Buffer, RegExp]>([
  ["truncated", () => good.subarray(0, good.length / 2), /truncated|bytes/],
  ["bit-flipped weights", () => flipped(good.length - 9), /checksum|changed/],
  ["bit-flipped header", () => flipped(40), /header|JSON|must/],
  ["a header longer than the file", () => Buffer.from("ffffffffffffff0f7b", "hex"), /header|bytes/],
  ["empty", () => Buffer.alloc(0), /bytes/],
  ["another program's", () => foreign, /checkpoint|model/],
  ["duplicate keys", duplicateKeys, /duplicate|twice|once/],
  ["a web page", () => Buffer.from("<!doctype html><title>404</title>"), /header|bytes/],
  ["a text of its length", () => withHeader("[1,2]"), /header|object/],
])("%s", async (name, make, reason) => {
  const file = `${name.replaceAll(/\W/g, "-")}.safetensors`;
  await pickFiles(viewer.page, [
    { name: file, mimeType: "application/octet-stream", buffer: make() },
  ]);
  await expectRefused(file, reason);
});

test("a million tensors", async () => {
  await dropMade(viewer.page, aMillionTensors);
  await expectRefused("a-million-tensors.safetensors", /model|tensors|checkpoint/);
});

async function expectRefused(file: string, reason: RegExp): Promise<void> {
  const told = viewer.page.getByRole("alert").filter({ hasText: file });
  await told.waitFor({ timeout: 30_000 });
  const text = String(await told.textContent());

  expect(text).toMatch(reason);
  expect(text.length, "a reason that can be read").toBeLessThan(600);
  await told.getByRole("button", { name: "Close this notice" }).click();
  expect(await modelLine(viewer.page).textContent()).toContain("demo classifier");
}

test("after all of them the page classifies, and takes a good one", async () => {
  await pickFiles(viewer.page, [pngFilm("after.png", phantomGrey(1, 64))]);
  await expect.poll(() => answered(viewer.page, "explain"), { timeout: 30_000 }).toBe(1);

  await pickFiles(viewer.page, join(smallRun, "classifier", "best.safetensors"));
  await modelLine(viewer.page).getByText("best.safetensors").waitFor();
  expect(viewer.misdeeds).toEqual(NO_MISDEEDS);
});
