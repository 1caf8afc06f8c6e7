// Who takes part: command, folder, packages and the workloads each side can run.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const training = ["W1", "W2"];
const convolutions = ["W4f", "W4x", "W4w"];
const everything = [...training, "W3", ...convolutions, "W5"];

/**
 * @typedef {object} Side
 * @property {string} name as `--peers` and the table call it
 * @property {string} title
 * @property {string} folder inside bench/peers
 * @property {readonly string[]} command run inside the folder
 * @property {"pleura" | "webgpu" | "bystander"} role a bystander uses no WebGPU: no ratio counts against it
 * @property {readonly string[]} workloads
 * @property {string} [missing] why the other workloads have no row
 */

/** @type {readonly Side[]} */
export const sides = [
  {
    name: "pleura",
    title: "pleura",
    folder: "pleura",
    command: ["node", "dist/side.js"],
    role: "pleura",
    workloads: everything,
  },
  {
    name: "jax-js",
    title: "jax-js webgpu (whole step in one jit)",
    folder: "jax-js",
    command: ["node", "side.mjs"],
    role: "webgpu",
    workloads: everything,
  },
  {
    name: "tfjs-layers",
    title: "tfjs webgpu, layers API",
    folder: "tfjs-webgpu",
    command: ["node", "side.mjs", "layers"],
    role: "webgpu",
    workloads: [...training, "W3"],
    missing: "the layers API has no single operations: see tfjs-core",
  },
  {
    name: "tfjs-core",
    title: "tfjs webgpu, core ops",
    folder: "tfjs-webgpu",
    command: ["node", "side.mjs", "core"],
    role: "webgpu",
    workloads: everything,
  },
];

/** Folder of this benchmark. */
export const room = fileURLToPath(new URL(".", import.meta.url));

/**
 * Chosen sides; pleura always takes part, since the ratios are to it.
 *
 * @param {readonly string[] | undefined} names
 * @returns {readonly Side[]}
 */
export function chosenSides(names) {
  const known = sides.map(({ name }) => name);
  const unknown = names?.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new Error(
      `bench:peers: a peer must be one of ${known.slice(1).join(", ")}, but "${unknown}" was given. ` +
        "Give a name of that list.",
    );
  }
  return sides.filter(({ name }) => name === "pleura" || (names?.includes(name) ?? true));
}

/**
 * Why a side cannot run, or undefined.
 *
 * @param {Side} side
 */
export function whyNotInstalled({ role, folder, name }) {
  if (role !== "webgpu" || existsSync(`${room}${folder}/node_modules`)) return undefined;
  return `${name} is not installed: run "node bench/peers/install.mjs"`;
}
