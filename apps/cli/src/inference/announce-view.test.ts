// How a command tells what a classifier sees of single files.
import { expect, test } from "vitest";
import { announceView } from "./announce-view.ts";

test("a view is told, the whole film is not worth a word", () => {
  const said: string[] = [];
  const say = (line: string): void => {
    said.push(line);
  };

  announceView("predict", { view: "whole", path: "m" }, say);
  announceView("predict", { view: "ring", path: "m" }, say);

  expect(said).toEqual(["predict: the model was trained on the view ring and sees every image so"]);
});

test("a view by masks is refused, since a file has none", () => {
  expect(() =>
    announceView("explain", { view: "lungs-only", path: "runs/a" }, () => undefined),
  ).toThrow(
    'explain: the model must see whole films or a view without masks, but "runs/a" was trained on the view lungs-only. Use pleura evaluate, which reads masks from the manifest.',
  );
});
