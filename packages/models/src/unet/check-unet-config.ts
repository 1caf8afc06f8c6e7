// The public door of UNet configurations: refuses what no network can be built from.
import { ModelError } from "../model-error.ts";
import { blockNames, type UnetConfig } from "./config.ts";

/** More levels would need images of 8192 pixels and more, and a foreign file must not make us loop on. */
const mostLevels = 12;

/** Inputs that images can give: one grey channel, or the three equal ones of the paper's code. */
const inputChannels = [1, 3];

const choices = {
  norm: ["none", "batch", "group"],
  attention: ["none", "scalar_gate", "cbam"],
  output: ["sigmoid", "relu"],
} as const;

function refuse(field: string, mustBe: string, given: unknown, whatToDo: string): never {
  const shown = typeof given === "string" ? `"${given}"` : JSON.stringify(given);
  throw new ModelError(
    "config",
    `unet: "${field}" must be ${mustBe}, but it is ${shown}. ${whatToDo}`,
  );
}

const isWhole = (value: unknown, least: number, most = Number.MAX_SAFE_INTEGER) =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;

function checkAttention(config: UnetConfig): void {
  const { reduction, spatialKernel, places } = config;
  if (!isWhole(reduction, 1)) {
    refuse("reduction", "a whole number ≥ 1", reduction, "The paper's CBAM has 16.");
  }
  if (!isWhole(spatialKernel, 1) || spatialKernel % 2 === 0) {
    refuse("spatialKernel", "an odd number of pixels", spatialKernel, "The paper's CBAM has 7.");
  }
  if (typeof places === "string") {
    if (["all", "authors", "encoder"].includes(places)) return;
    refuse("places", '"all", "authors", "encoder" or a list of blocks', places, "Choose one.");
  }
  const names = blockNames(config);
  const unknown = places.find((place) => !names.includes(place));
  if (unknown === undefined) return;
  refuse("places", "blocks of this network", unknown, `Choose from ${names.join(", ")}.`);
}

/**
 * Refuses a configuration that no network has. What only attention uses is checked only with attention.
 *
 * @throws {ModelError} tag `config`, with the field's name
 */
export function checkUnetConfig(config: UnetConfig): void {
  const { inChannels, levels, width, dropout, attention } = config;
  if (!inputChannels.includes(inChannels)) {
    refuse("inChannels", "1 or 3", inChannels, "Grey images have 1.");
  }
  if (!isWhole(levels, 2, mostLevels)) {
    refuse(
      "levels",
      `a whole number from 2 to ${mostLevels}`,
      levels,
      "Count the bottleneck as one level.",
    );
  }
  if (!isWhole(width, 1)) {
    refuse("width", "a whole number ≥ 1", width, "Give the channels of the first level.");
  }
  if (!(dropout >= 0 && dropout < 1)) {
    refuse("dropout", "at least 0 and below 1", dropout, "0 switches dropout off.");
  }
  for (const field of ["norm", "attention", "output"] as const) {
    const allowed: readonly string[] = choices[field];
    if (allowed.includes(config[field])) continue;
    refuse(field, `one of ${allowed.join(", ")}`, config[field], "Choose one of them.");
  }
  if (attention !== "none") checkAttention(config);
}
