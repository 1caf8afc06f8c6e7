// The peers stay a development extra: pinned, locked, and outside of the workspace.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { foldersToInstall, installArguments } from "../../bench/peers/install.mjs";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

test("sides that share packages are installed once", () => {
  expect(foldersToInstall(["tfjs-layers", "tfjs-core"])).toEqual(["tfjs-webgpu"]);
});

test("without names every peer with a lock file is installed, and pleura is not one", () => {
  expect(foldersToInstall([])).toEqual(["jax-js", "tfjs-webgpu", "onnxruntime-node"]);
});

test("install scripts stay off and the lock file decides", () => {
  expect(installArguments.slice(0, 2)).toEqual(["ci", "--ignore-scripts"]);
});

test.each(foldersToInstall([]))("%s pins exact versions and names no registry", (folder) => {
  const { dependencies } = JSON.parse(read(`bench/peers/${folder}/package.json`));

  expect(Object.values<string>(dependencies).filter((v) => !/^\d+\.\d+\.\d+$/.test(v))).toEqual([]);
  expect(read(`bench/peers/${folder}/package-lock.json`)).not.toContain('"resolved"');
});

test("no peer is part of the workspace", () => {
  const rooms = [...read("pnpm-workspace.yaml").matchAll(/^ {2}- (bench\/.*)$/gm)];

  expect(rooms.map(([, room]) => room)).toEqual(["bench/peers/pleura"]);
});
