// docs/training.md names every setting and has the presets' own values.
import { readFileSync } from "node:fs";
import { AUGMENT_PRESETS } from "@pleura/data";
import { expect, test } from "vitest";
import { augmentOptions } from "./augment-settings.ts";
import type { SettingsTree } from "./load-settings.ts";
import {
  finetuneDefaults,
  finetuneSettings,
  pretrainDefaults,
  pretrainSettings,
} from "./training-settings.ts";

const page = readFileSync(new URL("../../../../docs/training.md", import.meta.url), "utf8");

/** Rows that begin with a setting in backticks, with the section they stand in. */
const rows = page.split(/^## /m).flatMap((section) =>
  [...section.matchAll(/^\| `([\w.]+)` \|(.*)\|$/gm)].map(([, key = "", rest = ""]) => ({
    section: section.split("\n")[0] ?? "",
    key,
    cells: rest.split("|").map((cell) => cell.trim()),
  })),
);

const at = (tree: unknown, key: string): unknown =>
  key.split(".").reduce<unknown>((node, part) => (node as SettingsTree)?.[part], tree);

const textOf = (value: unknown) => (value === undefined ? "" : String(value));

test("every setting of both commands has a row", () => {
  const top = Object.keys({ ...pretrainSettings.shape, ...finetuneSettings.shape });
  const trees = [pretrainDefaults({}), finetuneDefaults({}), finetuneDefaults({ preset: "paper" })];
  const leaves = trees.flatMap((tree) =>
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === "object" && value !== null
        ? Object.keys(value).map((inner) => `${key}.${inner}`)
        : [key],
    ),
  );
  const groups = ["unet", "optimiser", "schedule", "head", "loss"];
  const wanted = new Set([...top.filter((key) => !groups.includes(key)), ...leaves]);

  expect([...wanted].filter((key) => !rows.some((row) => row.key === key))).toEqual([]);
});

const settingRows = rows.filter(
  ({ key, cells }) => cells.length === 4 && !key.startsWith("augmentation."),
);

test.each(settingRows.map((row) => [`${row.section}: ${row.key}`, row] as const))(
  "%s has the presets' values",
  (_, { section, key, cells }) => {
    const sources =
      section === "pretrain"
        ? [pretrainDefaults]
        : section === "finetune"
          ? [finetuneDefaults]
          : [pretrainDefaults, finetuneDefaults];
    for (const defaults of sources) {
      const values = ["small", "paper", "authors"].map((preset) =>
        textOf(at(defaults({ preset }), key)),
      );
      expect(cells.slice(0, 3)).toEqual(values);
    }
  },
);

test("augmentation's rows have the ranges of the named presets", () => {
  const found = rows.filter(({ key }) => key.startsWith("augmentation."));

  expect(found).toHaveLength(6);
  for (const { key, cells } of found) {
    const name = key.slice("augmentation.".length);
    const marked = augmentOptions({ augment: "none", augmentation: { [name]: 1 } });
    const [field] = Object.entries(marked).find(([, value]) => value === 1) ?? [];
    const { gentle, authors } = AUGMENT_PRESETS;
    const values = [gentle, authors].map((preset) => textOf(preset[field as keyof typeof preset]));
    expect(cells.slice(0, 2), key).toEqual(values);
  }
});
