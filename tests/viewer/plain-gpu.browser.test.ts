// The page on lesser machines: a device with only what every adapter has, and workers without WebGPU.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AdapterFacts } from "@pleura/engine";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPage, openPageForTest } from "./open-page.ts";
import { type StaticServer, serveFolder } from "./static-server.ts";
import { buildViewer, viewerFolder, viewerHeaders } from "./viewer-build.ts";
import {
  lastExplanation,
  openedAdapter,
  type TappedExplanation,
  tapWorkers,
} from "./worker-tap.ts";

let server: StaticServer;
/** The same page where workers have no WebGPU. */
let lesser: StaticServer;
let folder = "";
let usual: TappedExplanation;
let usualShares = "";
let usualAdapter: AdapterFacts;

/** "Increase" is measured last, when every map is there. */
const heatmapIsDone = (page: Page) =>
  page.getByRole("term").filter({ hasText: "Increase" }).waitFor({ timeout: 60_000 });

const sharesOf = (page: Page) =>
  page.getByRole("group", { name: "The model's share per class" }).ariaSnapshot();

/** Runs in a page before its own scripts: as in a browser without WebGPU. */
const withoutWebgpu = () => {
  Reflect.deleteProperty(Navigator.prototype, "gpu");
};

beforeAll(async () => {
  buildViewer();
  server = await serveFolder(viewerFolder, viewerHeaders());
  folder = mkdtempSync(join(tmpdir(), "pleura-no-worker-"));
  cpSync(viewerFolder, folder, { recursive: true });
  const worker = join(folder, "gpu.worker.js");
  const before = "delete WorkerNavigator.prototype.gpu;\n";
  writeFileSync(worker, before + readFileSync(worker, "utf8"));
  lesser = await serveFolder(folder, viewerHeaders());

  const { page, close } = await openPage(`${server.url}#sample`, { before: tapWorkers });
  await heatmapIsDone(page);
  usual = await lastExplanation(page);
  usualShares = await sharesOf(page);
  usualAdapter = await openedAdapter(page);
  await close();
}, 120_000);

afterAll(async () => {
  await server.stop();
  await lesser.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("what every adapter has is enough: 128 MiB bindings, no f16, no subgroups, no timestamps", async () => {
  const plain = await openPageForTest(`${server.url}?gpu=plain#sample`, { before: tapWorkers });
  await heatmapIsDone(plain.page);
  const found = await lastExplanation(plain.page);

  expect(await openedAdapter(plain.page)).toMatchObject({
    ...{ maxStorageBufferBindingSize: 134_217_728, maxBufferSize: 268_435_456 },
    ...{ hasF16: false, hasTimestamps: false, subgroupSize: undefined },
  });
  expect(usualAdapter.subgroupSize).toBe(4);
  const pairs = [
    [found.probabilities, usual.probabilities, 1e-4],
    ...found.maps.map((map, at) => [map, usual.maps[at] ?? [], 2 / 255] as const),
  ] as const;
  for (const [one, other, tolerance] of pairs) {
    expect(one.length).toBe(other.length);
    expect(
      Math.max(...one.map((value, at) => Math.abs(value - (other[at] ?? Number.NaN)))),
    ).toBeLessThan(tolerance);
  }
  expect(plain.misdeeds.errors).toEqual([]);
}, 120_000);

test("where workers have no WebGPU the page computes itself, to the same shares", async () => {
  const { page, misdeeds } = await openPageForTest(`${lesser.url}#sample`, { before: tapWorkers });
  await heatmapIsDone(page);

  expect(await sharesOf(page)).toBe(usualShares);
  // The worker was asked, and answered nothing.
  await expect(lastExplanation(page)).rejects.toThrow();
  expect(misdeeds).toMatchObject({ errors: [], reports: [] });
}, 120_000);

test("without WebGPU the page says so and what to do, and films can still be looked at", async () => {
  const { page, misdeeds } = await openPageForTest(`${lesser.url}#sample`, {
    before: withoutWebgpu,
  });

  const alert = page.getByRole("alert").filter({ hasText: "No WebGPU here" });
  await alert.waitFor();

  expect(await alert.textContent()).toMatch(
    /No WebGPU here, so no model can run\. open device: WebGPU must be there, but this browser has none here\. .*chrome:\/\/(flags|gpu)/,
  );
  await page.getByRole("img", { name: /^Film / }).waitFor();
  expect(misdeeds).toMatchObject({ errors: [], reports: [] });
}, 120_000);
