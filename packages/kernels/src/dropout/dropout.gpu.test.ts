// Contract test of dropout, known answers of its random words, its share of zeros and its error texts.
import { openDawn } from "@pleura/dawn";
import {
  applyOp1,
  compile,
  constant,
  type Device,
  gradients,
  input,
  linearMain,
  type Op,
  openDevice,
} from "@pleura/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeOp } from "../contract/describe-op.ts";
import { matmul } from "../matmul/matmul.ts";
import { dropoutReference, philoxReference } from "./dropout.reference.ts";
import { dropout, dropoutOp } from "./dropout.ts";
import { philoxText } from "./philox.wgsl.ts";

describeOp(dropoutOp, dropoutReference);

/** One Philox block: input counter and key `[6]`, output `[4]`. */
const philoxOp: Op<null> = {
  name: "philox",
  infer: () => [{ shape: [4], dtype: "u32" }],
  lower: ({ inputs, outputs }) => [
    {
      kernel: {
        name: "philox",
        bindings: [
          { name: "given", element: "u32" },
          { name: "words", element: "u32" },
        ],
        params: [],
        workgroup: [1, 1, 1],
        body: `${philoxText}
${linearMain}
  if (i > 0u) { return; }
  let drawn = philox(vec4u(given[0], given[1], given[2], given[3]), vec2u(given[4], given[5]));
  for (var k = 0u; k < 4u; k++) { words[k] = drawn[k]; }
}`,
      },
      buffers: [...inputs, ...outputs],
      params: {},
      grid: [1, 1, 1],
    },
  ],
};

describe("dropout", () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(openDawn());
  });
  afterAll(() => device.destroy());

  // Known answers that Salmon et al. publish with their Random123 library (kat_vectors, philox4x32 10).
  test.each([
    {
      title: "zeros",
      counter: [0, 0, 0, 0] as const,
      key: [0, 0] as const,
      expected: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    },
    {
      title: "ones",
      counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff] as const,
      key: [0xffffffff, 0xffffffff] as const,
      expected: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    },
    {
      title: "digits of π",
      counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344] as const,
      key: [0xa4093822, 0x299f31d0] as const,
      expected: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    },
  ])("draws the published words for $title", async ({ counter, key, expected }) => {
    const given = constant(Uint32Array.of(...counter, ...key), [6]);
    const program = await compile(device, {
      outputs: { words: applyOp1(philoxOp, [given], null) },
    });
    const { words } = await program.run();
    program.destroy();

    expect([...words]).toEqual(expected);
    expect(philoxReference(counter, key)).toEqual(expected);
  });

  async function dropped(seed: number, step: number, salt: number) {
    const count = 40_000;
    const x = input("x", [count]);
    const y = dropout(x, constant(Uint32Array.of(seed, step), [2]), { rate: 0.3, salt });
    const program = await compile(device, { outputs: { y } });
    const results = await program.run({ x: new Float32Array(count).fill(1) });
    program.destroy();
    return Array.from(results.y);
  }

  test("drops the given share and keeps the mean", async () => {
    const y = await dropped(5, 1, 0);

    // Six standard deviations of a share among 40,000: 6 · √(.3 · .7 / 40,000) = .0137.
    expect(Math.abs(y.filter((value) => value === 0).length / y.length - 0.3)).toBeLessThan(0.0137);
    expect(new Set(y)).toEqual(new Set([0, Math.fround(1 / 0.7)]));
  });

  test("draws other masks for another seed, step or salt, and the same mask again", async () => {
    const y = await dropped(5, 1, 0);

    expect(await dropped(5, 1, 0)).toEqual(y);
    expect(await dropped(6, 1, 0)).not.toEqual(y);
    expect(await dropped(5, 2, 0)).not.toEqual(y);
    expect(await dropped(5, 1, 1)).not.toEqual(y);
  });

  test("lets the gradient through where the value came through", async () => {
    const x = input("x", [1, 64]);
    const weights = constant(new Float32Array(64).fill(1), [64, 1]);
    const y = dropout(x, constant(Uint32Array.of(1, 2), [2]), { rate: 0.5, salt: 3 });
    const [dx] = gradients(matmul(y, weights), [x]);
    if (!dx) throw new Error("dropout: no gradient");
    const program = await compile(device, { outputs: { y, dx } });
    const results = await program.run({ x: new Float32Array(64).fill(1) });
    program.destroy();

    expect(results.dx).toEqual(results.y);
    expect(new Set(results.dx)).toEqual(new Set([0, 2]));
  });

  test("with rate 0 is x itself, and rejects rates outside [0, 1)", () => {
    const x = input("x", [3]);
    const counter = input("counter", [2], "u32");

    expect(dropout(x, counter, { rate: 0, salt: 0 })).toBe(x);
    expect(() => dropout(x, counter, { rate: 1, salt: 0 })).toThrow(
      'dropout: "rate" must be at least 0 and below 1, but it is 1. ' +
        "Give the share of elements to drop.",
    );
  });

  test("rejects a counter that is not two u32 numbers", () => {
    const x = input("x", [3]);

    expect(() => dropout(x, input("counter", [2]), { rate: 0.5, salt: 0 })).toThrow(
      'dropout: "counter" must be the two u32 numbers seed and step, but it is f32 [2]. ' +
        "Give a u32 tensor of shape [2].",
    );
    expect(dropout(x, input("counter", [2], "u32"), { rate: 0.5, salt: 0 }).shape).toEqual([3]);
  });
});
