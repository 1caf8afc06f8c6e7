// Prepared images: what the cache gives is what decoding gives, whatever happened to its files.
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ManifestRow, prepareImage } from "@pleura/data";
import { beforeEach, describe, expect, test } from "vitest";
import { preparedCacheFolder } from "../prepared-cache/prepared-cache.ts";
import { encodePng } from "../report/encode-png.ts";
import { collectGarbage } from "./collect-garbage.ts";
import { decodeFile } from "./decode-file.ts";
import {
  originWords,
  type PreparedImages,
  type PrepareImagesOptions,
  prepareImages,
} from "./prepared-images.ts";

const count = 5;
const preparation = { size: 16, fit: "pad" } as const;
const files = Array.from({ length: count }, (_, index) => `film-${index}.png`);
const rows = files.map((file) => row(file));
let data = "";
let cache = "";

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), "pleura-prepared-"));
  data = join(folder, "films");
  cache = join(folder, "cache");
  mkdirSync(data);
  files.forEach((file, seed) => {
    writeFilm(join(data, file), seed);
  });
  return () => rmSync(folder, { recursive: true });
});

function row(file: string): ManifestRow {
  const empty = { source: "", patient: "", view: "", license: "", extra: {} };
  return { file, label: "", split: "", ...empty };
}

/** A film of 40×30 that differs from every other seed's. */
function writeFilm(path: string, seed: number): void {
  const pixels = Uint8Array.from({ length: 40 * 30 }, (_, i) => (i * (seed + 3)) % 256);
  writeFileSync(path, encodePng({ width: 40, height: 30, channels: 1, data: pixels }));
}

const open = (options: PrepareImagesOptions = { cache }) =>
  prepareImages(data, rows, preparation, options);

/** All images, and what was found; the cache is closed. */
async function contents(images: PreparedImages) {
  const values = await images.batch(images.rows.map((_, index) => index));
  images.close();
  return { values, ...images.origin };
}

/** What decoding gives, without any of this. */
async function expected(): Promise<Float32Array> {
  const all = new Float32Array(count * 256);
  for (const [index, file] of files.entries()) {
    all.set(prepareImage(await decodeFile(join(data, file)), preparation).data, index * 256);
  }
  return all;
}

/** The only file of the cache whose name ends so. */
function cacheFile(end: string): string {
  const [folder = ""] = readdirSync(cache);
  const names = readdirSync(join(cache, folder)).filter((name) => name.endsWith(end));
  expect(names).toHaveLength(1);
  return join(cache, folder, names[0] ?? "");
}

describe("the cache", () => {
  test("gives what decoding gives, and a second command decodes nothing", async () => {
    const first = await contents(await open());
    const second = await contents(await open());
    const without = await contents(await open({}));

    const values = await expected();
    expect(first).toMatchObject({ values, cached: 0, decoded: count, cacheBytes: count * 256 });
    expect(second).toMatchObject({ values, cached: count, decoded: 0, cacheBytes: count * 256 });
    expect(without).toMatchObject({ values, cached: 0, decoded: count, cacheBytes: undefined });
  });

  test("holds the images as plain bytes, one after the other", async () => {
    await contents(await open());

    const levels = Float32Array.from(readFileSync(cacheFile(".pack")), (level) => level / 255);
    const values = await expected();
    const shown = (all: Float32Array) =>
      Array.from({ length: count }, (_, at) => all.slice(at * 256, at * 256 + 256).join()).sort();
    expect(shown(levels)).toEqual(shown(values));
  });

  test("another size and another fit are prepared anew", async () => {
    await contents(await open());

    for (const other of [
      { ...preparation, size: 8 },
      { ...preparation, fit: "squash" },
    ] as const) {
      const images = await prepareImages(data, rows, other, { cache });
      expect((await contents(images)).decoded).toBe(count);
    }
    expect(readdirSync(cache)).toHaveLength(3);
  });

  test("a changed file is decoded anew, and one moved elsewhere is not", async () => {
    await contents(await open());
    writeFilm(join(data, "film-1.png"), 77);
    mkdirSync(join(data, "moved"));
    copyFileSync(join(data, "film-0.png"), join(data, "moved", "other.png"));

    const changed = await contents(await open());
    const moved = await prepareImages(data, [row("moved/other.png")], preparation, { cache });

    expect(changed).toMatchObject({ values: await expected(), cached: count - 1, decoded: 1 });
    expect((await contents(moved)).decoded).toBe(0);
  });

  test("files that are as they were are not even read, unless they changed a moment ago", async () => {
    const later = { cache, now: () => Date.now() + 60_000 };
    await contents(await open());
    const soon = await open();
    soon.close();
    const stamps = () => statSync(cacheFile(".stamps")).size;
    expect(stamps()).toBe(0);

    rmSync(cache, { recursive: true });
    await contents(await open(later));
    expect(stamps()).toBe(count * 64);

    // Told that film 0 holds what film 1 holds, it is believed: nobody has read the file.
    const told = readFileSync(cacheFile(".stamps"));
    told.copy(told, 32, 96, 128);
    writeFileSync(cacheFile(".stamps"), told);
    const { values, cached } = await contents(await open(later));
    const of = (index: number) => values.slice(index * 256, index * 256 + 256).join();
    expect(cached).toBe(count);
    expect(new Set(files.map((_, index) => of(index))).size).toBe(count - 1);
  });

  test("a file that changes while the command runs is refused where the cache cannot give it", async () => {
    const images = await open({ cache });
    const pack = cacheFile(".pack");
    writeFileSync(pack, Buffer.alloc(statSync(pack).size));
    writeFilm(join(data, "film-2.png"), 99);

    await expect(images.image(2)).rejects.toThrow(
      'read image "film-2.png": the file must stay as it was when the command began, but its content has changed. Start the command again.',
    );
    expect(await images.image(3)).toEqual((await expected()).slice(3 * 256, 4 * 256));
    images.close();
  });

  test("same content under two names is decoded once", async () => {
    copyFileSync(join(data, "film-0.png"), join(data, "film-4.png"));

    const found = await contents(await open());

    expect(found).toMatchObject({ values: await expected(), cacheBytes: 4 * 256 });
  });
});

describe("a damaged cache", () => {
  test.each([
    ["a changed byte", (bytes: Buffer) => bytes.fill(bytes[300] === 9 ? 8 : 9, 300, 301), 1],
    ["zeros, as after a crash of the machine", (bytes: Buffer) => bytes.fill(0), count],
    [
      "two images in each other's place",
      (bytes: Buffer) =>
        Buffer.concat([bytes.subarray(256, 512), bytes.subarray(0, 256), bytes.subarray(512)]),
      2,
    ],
  ])("with %s is noticed and made anew", async (_, damage, decoded) => {
    await contents(await open());
    const pack = cacheFile(".pack");
    writeFileSync(pack, damage(readFileSync(pack)));

    const found = await contents(await open());
    const healed = await contents(await open());

    expect(found).toMatchObject({ values: await expected(), decoded });
    expect(healed).toMatchObject({ values: await expected(), decoded: 0 });
  });

  // What a process leaves that was killed between any two bytes: images first, then their entries.
  test.each([
    [".pack", 3 * 256, 2],
    [".pack", 3 * 256 + 100, 2],
    [".pack", 0, count],
    [".index", 2 * 64, 3],
    [".index", 2 * 64 + 33, 3],
    [".index", 0, count],
    [".stamps", 64 + 5, 0],
  ])("whose %s ends after %i bytes gives what is whole", async (end, length, decoded) => {
    await contents(await open({ cache, now: () => Date.now() + 60_000 }));
    truncateSync(cacheFile(end), length);

    expect(await contents(await open())).toMatchObject({ values: await expected(), decoded });
    expect(await contents(await open())).toMatchObject({ values: await expected(), decoded: 0 });
  });

  test.each([".pack", ".index", ".stamps"])("without its %s file", async (end) => {
    await contents(await open());
    rmSync(cacheFile(end));

    expect(await contents(await open())).toMatchObject({ values: await expected() });
    expect((await contents(await open())).decoded).toBe(0);
  });

  test("an entry under another content's name is not believed", async () => {
    await contents(await open());
    const index = readFileSync(cacheFile(".index"));
    const swapped = Buffer.from(index);
    index.copy(swapped, 0, 64, 96);
    index.copy(swapped, 64, 0, 32);
    writeFileSync(cacheFile(".index"), swapped);

    expect(await contents(await open())).toMatchObject({ values: await expected(), decoded: 2 });
  });
});

describe("several at once", () => {
  test("two that fill it at the same time both get right images, and the third decodes nothing", async () => {
    const [one, two] = await Promise.all([open(), open()]);

    const values = await expected();
    expect(await contents(one)).toMatchObject({ values });
    expect(await contents(two)).toMatchObject({ values });
    expect(await contents(await open())).toMatchObject({ values, decoded: 0 });
  });

  test("a cache that is deleted under a running command costs only time", async () => {
    await contents(await open());
    const images = await open();
    rmSync(cache, { recursive: true });

    expect((await contents(images)).values).toEqual(await expected());
  });
});

describe("without a cache that can be written", () => {
  test("everything works, and one line says so", async () => {
    writeFileSync(cache, "a file stands where the folder should be");
    const lines: string[] = [];

    const images = await open({ cache, say: (line) => lines.push(line) });

    expect(await contents(images)).toMatchObject({ values: await expected(), decoded: count });
    expect(lines).toEqual([
      `cache "${cache}": it must be writable, but writing gave ENOTDIR. The images are decoded, and not kept on disk.`,
    ]);
  });

  test("a cache below /proc, which takes no folder, is told in one line as well", async () => {
    const lines: string[] = [];

    const images = await open({ cache: "/proc/pleura", say: (line) => lines.push(line) });

    expect(await contents(images)).toMatchObject({ values: await expected(), decoded: count });
    expect(lines).toEqual([
      'cache "/proc/pleura": it must be writable, but writing gave ENOENT. The images are decoded, and not kept on disk.',
    ]);
  });

  test("a cache that would fill the disk is not begun", async () => {
    const lines: string[] = [];
    const huge = { size: 2 ** 26, fit: "pad" } as const;
    const { openPreparedCache } = await import("../prepared-cache/prepared-cache.ts");

    const opened = openPreparedCache(cache, huge, 2, (line) => lines.push(line));

    expect(opened.write("x".repeat(32), new Uint8Array(4))).toBe(false);
    expect(lines.join()).toMatch(
      /: it must leave half of the free disk, but it would take up to 8388608\.0 GiB of [\d.]+ GiB\. The images/,
    );
    opened.close();
  });

  test('"none" means no folder, nothing the user\'s own', () => {
    expect(preparedCacheFolder("none")).toBeUndefined();
    expect(preparedCacheFolder("here")).toBe("here");
    expect(preparedCacheFolder(undefined)).toMatch(/prepared$/);
  });
});

describe("prepareImages", () => {
  test("names the first unreadable file and how many there are, cache or not", async () => {
    writeFileSync(join(data, "film-1.png"), "text");
    rmSync(join(data, "film-3.png"));

    for (const options of [{ cache }, {}, { cache }]) {
      await expect(open(options)).rejects.toThrow(
        'decode image "film-1.png": the file must be PNG, JPEG, WebP or DICOM, but it is a text file. Give an image file. (2 files; pleura data check lists all)',
      );
    }
  });

  test("keeps none of many images in memory when a cache has them", async () => {
    const many = Array.from({ length: 150 }, (_, index) => row(`many-${index}.png`));
    const large = { size: 256, fit: "squash" } as const;
    many.forEach(({ file }, seed) => {
      writeFilm(join(data, file), seed + 1000);
    });
    /** Bytes of arrays in use; those that one collection finds are freed by the next. */
    const bytes = async () => {
      collectGarbage();
      await new Promise((resolve) => setImmediate(resolve));
      collectGarbage();
      return process.memoryUsage().arrayBuffers;
    };
    const before = await bytes();

    const images = await prepareImages(data, many, large, { cache });
    for (let index = 0; index < many.length; index += 1) await images.image(index);
    const withCache = (await bytes()) - before;
    images.close();
    const without = await prepareImages(data, many, large);
    const inMemory = (await bytes()) - before;

    expect(withCache).toBeLessThan(20 * 256 ** 2);
    // Without a cache they are in memory, as bytes.
    expect(inMemory).toBeGreaterThanOrEqual(150 * 256 ** 2);
    expect(inMemory).toBeLessThan(170 * 256 ** 2);
    without.close();
  });

  test("says where the images came from", () => {
    expect(originWords({ cached: 2, decoded: 1, cacheBytes: 3 * 2 ** 20 })).toBe(
      "1 image decoded, 2 prepared before; the cache has 3.0 MiB of this size",
    );
    expect(originWords({ cached: 0, decoded: 5 })).toBe("5 images decoded, without a cache");
  });
});
