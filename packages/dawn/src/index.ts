// WebGPU for Node: Dawn through the npm package `webgpu`.
export { type DawnOptions, openDawn } from "./open-dawn.ts";
