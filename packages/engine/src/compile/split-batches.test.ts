// Splitting: which tensors become parts, how sums are added up, and what is refused.
import { expect, test } from "vitest";
import type { Op, Tensor } from "../graph/op.ts";
import { applyOp1, input, named } from "../graph/tensor.ts";
import { add, multiply, round } from "../graph/test-ops.ts";
import { baselineAdapter } from "../runtime/adapter-facts.ts";
import { plan } from "./plan.ts";
import { splitBatches } from "./split-batches.ts";

const image = 1024;
/** Two images of 4 KiB. */
const adapter = { ...baselineAdapter, maxStorageBufferBindingSize: 8 * image };
const thin = input("thin", [5, 1]);
const wide = input("wide", [1, image]);

const growOp: Op<null> = {
  name: "grow",
  infer: ([a, b]) => [{ shape: [a?.shape[0] ?? 1, b?.shape[1] ?? 1], dtype: "f32" }],
  lower: () => [],
  byImages: () => ({ inputs: [0], outputs: "images" }),
};
const totalOp: Op<null> = {
  name: "total",
  infer: ([x]) => [{ shape: [1, x?.shape[1] ?? 1], dtype: "f32" }],
  lower: () => [],
  byImages: () => ({ inputs: [0], outputs: "sum" }),
};
const mixOp: Op<null> = { name: "mix", infer: (inputs) => inputs.slice(0, 1), lower: () => [] };

const grow = () => named(applyOp1(growOp, [thin, wide], null), "grown");
const producers = (tensor: Tensor): string[] =>
  tensor.source.kind === "op"
    ? [
        `${tensor.source.node.op.name} [${tensor.shape}]`,
        ...tensor.source.node.inputs.flatMap(producers),
      ]
    : [];

test("leaves a program alone when everything fits", () => {
  const spec = { outputs: { y: round(input("x", [2, image])) } };

  expect(splitBatches(spec, adapter)).toBe(spec);
});

test("adds up sums over parts of as many images as fit", () => {
  const grown = grow();
  const y = applyOp1(totalOp, [multiply(grown, grown)], null);

  const split = splitBatches({ outputs: { y } }, adapter).outputs["y"] as Tensor;

  const part = (images: number) => [
    `total [1,${image}]`,
    ...[0, 1].flatMap(() => [`grow [${images},${image}]`, `take images [${images},1]`]),
  ];
  const names = producers(split).filter((name) => !name.startsWith("multiply"));
  expect(names).toEqual([
    `accumulate [1,${image}]`,
    `accumulate [1,${image}]`,
    ...part(2),
    ...part(2),
    ...part(1),
  ]);
});

test("joins parts whose tensor fits for an op that reads it whole", () => {
  const shrinkOp: Op<number> = {
    name: "shrink",
    infer: (_, images) => [{ shape: [images, 4], dtype: "f32" }],
    lower: () => [],
    byImages: ({ count }) => ({ inputs: [0], outputs: "images", attrs: count }),
  };
  const small = applyOp1(shrinkOp, [grow()], 5);

  const y = splitBatches({ outputs: { y: add(small, small) } }, adapter).outputs["y"] as Tensor;

  expect(producers(y).slice(0, 2)).toEqual(["add [5,4]", "join images [5,4]"]);
  expect(producers(y).filter((name) => name.startsWith("shrink"))).toHaveLength(2 * 3);
});

test("refuses an op that needs its batch whole, and takes it where the batch fits", () => {
  const y = named(applyOp1(mixOp, [grow()], null), "mixed");

  expect(() => plan({ outputs: { y } }, adapter)).toThrow(
    "mixed: a tensor must fit in 8192 bytes on this adapter or be read image by image, but " +
      '"mix" needs all of [5, 1024], 20480 bytes. Use a smaller batch, micro-batches, or a smaller image size.',
  );
  const roomy = { ...adapter, maxStorageBufferBindingSize: 20 * image };
  expect(() => plan({ outputs: { y } }, roomy)).not.toThrow();
});

test("refuses an image that does not fit alone", () => {
  const tight = { ...adapter, maxStorageBufferBindingSize: 2048 };
  const y = applyOp1(totalOp, [grow()], null);

  expect(() => plan({ outputs: { y } }, tight)).toThrow(
    'input "wide": a tensor must fit in 2048 bytes on this adapter, but [1, 1024] needs 4096 bytes. ' +
      "Use a smaller batch, image size or width.",
  );
});
