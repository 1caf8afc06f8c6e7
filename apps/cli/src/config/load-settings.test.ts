// Texts of flags and --set become what their setting is: numbers where it is one, text where it is text.
import { expect, test } from "vitest";
import { z } from "zod";
import { loadSettings } from "./load-settings.ts";

const schema = z.strictObject({
  filter: z.string(),
  out: z.string().min(1).optional(),
  split: z.enum(["1", "all"]),
  count: z.int(),
  places: z.union([z.enum(["all"]), z.array(z.string())]),
  group: z.strictObject({ name: z.string().optional() }),
});

const load = (flags: Record<string, unknown>, sets: readonly string[] = []) =>
  loadSettings(schema, {
    flags,
    sets,
    defaults: () => ({ filter: "", split: "all", count: 1, places: "all", group: {} }),
  });

test("a flag of a text setting is its text", () => {
  expect(load({ filter: "3", split: "1", out: "a: b # c" })).toMatchObject({
    filter: "3",
    split: "1",
    out: "a: b # c",
  });
});

test("--set of a text setting is its text, without its quotes", () => {
  expect(load({}, ["out=7", "group.name=true"])).toMatchObject({
    out: "7",
    group: { name: "true" },
  });
  expect(load({}, ['out="a b"']).out).toBe("a b");
});

test("numbers and lists are read as YAML", () => {
  expect(load({ count: "12" }, ["places=[a, b]"])).toMatchObject({ count: 12, places: ["a", "b"] });
});
