// Settings that only change defaults: every key may be left out, none may be unknown.
import { expect, test } from "vitest";
import { z } from "zod";
import { deepPartial } from "./deep-partial.ts";

const whole = z.strictObject({
  batch: z.int().min(1),
  out: z.string(),
  schedule: z.strictObject({ kind: z.enum(["cosine", "step"]), warmup: z.int().optional() }),
});

test("takes nothing, one key of a group, and whole settings", () => {
  const schema = deepPartial(whole);

  expect(schema.parse({})).toEqual({});
  expect(schema.parse({ schedule: { kind: "step" } })).toEqual({ schedule: { kind: "step" } });
  expect(schema.parse({ batch: 4, out: "a", schedule: { kind: "cosine", warmup: 2 } })).toEqual({
    batch: 4,
    out: "a",
    schedule: { kind: "cosine", warmup: 2 },
  });
});

test("refuses unknown keys at every depth, what was left out, and wrong values", () => {
  const schema = deepPartial(whole, new Set(["out"]));

  expect(schema.safeParse({ batsch: 4 }).error?.issues[0]?.code).toBe("unrecognized_keys");
  expect(schema.safeParse({ schedule: { kin: "step" } }).success).toBe(false);
  expect(schema.safeParse({ out: "a" }).success).toBe(false);
  expect(schema.safeParse({ batch: 0 }).error?.issues[0]?.path).toEqual(["batch"]);
});
