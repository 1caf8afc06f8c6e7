// The demo of the static folder: small, whole, without training state, and honest about how it was made.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { decodeImage } from "@pleura/data";
import { readCheckpoint, weightsOnly } from "@pleura/models";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("../../apps/viewer/assets/demo", import.meta.url));
const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
const bytesOf = (name: string) => readFileSync(join(folder, name));

test("is smaller than a megabyte, and nothing lies there that the manifest does not name", () => {
  const files = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => statSync(join(folder, name)).isFile());
  const named = [manifest.classifier, manifest.restorer, "manifest.json"];
  const films = manifest.samples.map(({ file }: { file: string }) => file);

  const size = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

  expect(size).toBeLessThan(1_000_000);
  expect(files.map((name) => name.replaceAll("\\", "/")).sort()).toEqual(
    [...named, ...films].sort(),
  );
});

test.each(["classifier", "restorer"])("the %s holds weights only", (role) => {
  const checkpoint = readCheckpoint(bytesOf(manifest[role]));

  expect(checkpoint.model.kind).toBe(role === "classifier" ? "classifier" : "pretext");
  expect([...weightsOnly(checkpoint).tensors.keys()].sort()).toEqual(
    [...checkpoint.tensors.keys()].sort(),
  );
});

test("the manifest says what was trained on, how well it does there, and where films are unlike that", () => {
  const { extra } = readCheckpoint(bytesOf(manifest.restorer));

  expect(manifest.trainedOn).toBe("phantoms: 431 made-up films");
  expect(manifest.made).toMatchObject({
    command: "npm run demo && node scripts/make-viewer-demo.mjs runs/demo",
    date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    training: { train: 431 },
    restorationThreshold: Number(extra["restorationThreshold"]),
  });
  const { films, accuracy } = manifest.made.testOnPhantoms;
  expect(films).toBeGreaterThan(100);
  expect(accuracy.low).toBeLessThanOrEqual(accuracy.value);
  expect(accuracy.value).toBeGreaterThan(0.9);
});

test("the films are of several kinds, and all can be read", async () => {
  const names: string[] = manifest.samples.map(({ file }: { file: string }) => file);

  expect(names.filter((name) => name.endsWith(".dcm"))).toHaveLength(1);
  expect(names.filter((name) => name.includes("16-bit"))).toHaveLength(1);
  for (const name of names.filter((file) => file.endsWith(".dcm"))) {
    expect(await decodeImage(bytesOf(name))).toMatchObject({ width: 256, height: 256 });
  }
});
