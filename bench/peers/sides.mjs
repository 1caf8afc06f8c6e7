// Who takes part: command, folder, packages and the workloads each side can run.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findPython } from "./torch-cpu/find-python.mjs";

const training = ["W1", "W2"];
const everything = [...training, "W3", "W4f", "W4x", "W4w", "W5"];

/**
 * @typedef {object} Side
 * @property {string} name as `--peers` and the table call it
 * @property {string} title
 * @property {string} folder inside bench/peers
 * @property {readonly string[]} command arguments of its program, run inside the folder
 * @property {"pleura" | "webgpu" | "bystander"} role a bystander uses no WebGPU: no aim is set against it
 * @property {readonly string[]} workloads
 * @property {string} [missing] why the other workloads have no times
 */

/** @type {readonly Side[]} */
export const sides = [
  {
    name: "pleura",
    title: "pleura",
    folder: "pleura",
    command: ["dist/side.js"],
    role: "pleura",
    workloads: everything,
  },
  {
    name: "jax-js",
    title: "jax-js webgpu (whole step in one jit)",
    folder: "jax-js",
    command: ["side.mjs"],
    role: "webgpu",
    workloads: everything,
  },
  {
    name: "tfjs-layers",
    title: "tfjs webgpu, layers API",
    folder: "tfjs-webgpu",
    command: ["side.mjs", "layers"],
    role: "webgpu",
    workloads: [...training, "W3"],
    missing: "the layers API has no single operations, see tfjs-core",
  },
  {
    name: "tfjs-core",
    title: "tfjs webgpu, core ops",
    folder: "tfjs-webgpu",
    command: ["side.mjs", "core"],
    role: "webgpu",
    workloads: everything,
  },
  {
    name: "onnxruntime",
    title: "onnxruntime-node webgpu (own Dawn)",
    folder: "onnxruntime-node",
    command: ["side.mjs"],
    role: "webgpu",
    workloads: ["W3", "W4f", "W4x", "W5"],
    missing: "it offers no training and no filter gradient",
  },
  {
    name: "pytorch",
    title: "PyTorch on the CPU (bystander)",
    folder: "torch-cpu",
    command: ["side.py"],
    role: "bystander",
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
 * The command that starts a side.
 *
 * @param {Side} side
 * @returns {readonly string[]}
 */
export function commandOf({ command, role }) {
  return [role === "bystander" ? (findPython() ?? "python3") : process.execPath, ...command];
}

/**
 * Why a side cannot run and what installs it, or undefined.
 *
 * @param {Side} side
 * @returns {string | undefined}
 */
export function whyNotInstalled({ role, folder }) {
  if (role === "bystander") {
    return findPython() ? undefined : "no Python has torch (Debian: apt-get install python3-torch)";
  }
  if (role === "pleura" || existsSync(join(room, folder, "node_modules"))) return undefined;
  return "its packages are missing, run: node bench/peers/install.mjs";
}
