// docs/weights.md says what the models' code says.
import { readFileSync, writeFileSync } from "node:fs";
import { presets, weightsPage } from "@pleura/models";
import { expect, test } from "vitest";

const page = new URL("../../docs/weights.md", import.meta.url);

test("is the page that the code generates", () => {
  const text = weightsPage([presets.demo, presets.paper, presets.authors]);
  if (process.env["UPDATE_DOCS"] !== undefined) writeFileSync(page, text);

  expect(readFileSync(page, "utf8")).toBe(text);
});
