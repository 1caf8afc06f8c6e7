// Which checkpoints a served run offers, and what is said of their training data.
import { expect, test } from "vitest";
import type { ModelFacts } from "../gpu/gpu-calls.ts";
import {
  modelKindOf,
  modelTitle,
  servedModels,
  trainedOnOf,
  trainedOnWords,
} from "./served-models.ts";

test("takes the best checkpoint of each folder, those near the top first", () => {
  const paths = [
    "cells/a/last.safetensors",
    "classifier/run.json",
    "classifier/last.safetensors",
    "classifier/best.safetensors",
    "z.safetensors",
    "other.safetensors",
    "report.json",
  ];

  expect(servedModels(paths)).toEqual([
    { path: "other.safetensors", record: undefined },
    { path: "classifier/best.safetensors", record: "classifier/run.json" },
    { path: "cells/a/last.safetensors", record: undefined },
  ]);
});

test("says the data set's name and its films", () => {
  const record = { command: "finetune", config: { data: "../sets/cxr/" }, data: { train: 540 } };

  expect(trainedOnWords(record)).toBe("cxr: 540 films");
  expect(modelKindOf(record)).toBe("classifier");
  expect(modelKindOf({ command: "pretrain" })).toBe("pretext");
});

test.each([[null], [{}], [[]], [7], [{ config: { data: 3 }, data: { train: "many" } }]])(
  "says nothing of %j",
  (record) => {
    expect(trainedOnWords(record)).toBeUndefined();
    expect(modelKindOf(record)).toBeUndefined();
  },
);

test("a hostile folder name stays one line of text", () => {
  expect(trainedOnWords({ config: { data: "sets/a\nb\u202ec" } })).toBe("a b c");
});

const facts = (name: string, extra: Readonly<Record<string, string>> = {}): ModelFacts => ({
  name,
  kind: "classifier",
  size: 64,
  fit: "pad",
  view: "whole",
  parameters: 1,
  extra,
});

test.each([
  ["runs/tuned/best.safetensors", "tuned"],
  ["best.safetensors", "best.safetensors (demo classifier)"],
  ["runs/mine.safetensors", "mine.safetensors"],
  ["demo classifier", "demo classifier"],
])("the model of %j is called %j", (name, title) => {
  expect(modelTitle(facts(name, { preset: "demo" }))).toBe(title);
});

test("a checkpoint's own words on its data come in one line", () => {
  expect(trainedOnOf(facts("a", { trainedOn: "2 films:\u202e a\n2" }))).toBe("2 films: a 2");
  expect(trainedOnOf(facts("a"))).toBeUndefined();
});
