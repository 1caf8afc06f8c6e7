// Five steps of Adam, AdamW and gradient descent, and gradient clipping, against PyTorch.
import { openDawn } from "@pleura/dawn";
import {
  compile,
  constant,
  createVariable,
  type Device,
  destroyVariable,
  input,
  openDevice,
  readVariable,
  readVariables,
  type Tensor,
} from "@pleura/engine";
import { adamHyper, adamUpdate, gradientNormScale, sgdUpdate } from "@pleura/kernels";
import { relativeError } from "@pleura/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GoldenCase, goldenTensor, readGoldenCases } from "./golden.ts";

interface Attrs {
  readonly lr: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly eps?: number;
  readonly weightDecay?: number;
  readonly momentum?: number;
  readonly nesterov?: boolean;
}

/** An optimiser: its state besides the weights, its constants of a step, its update. */
interface Rule {
  readonly state: readonly string[];
  hyper(step: number, attrs: Attrs): Float32Array;
  update(state: readonly Tensor[], g: Tensor, hyper: Tensor, attrs: Attrs): readonly Tensor[];
}

const one = () => constant(Float32Array.of(1), []);

const adam: Rule = {
  state: ["m", "v"],
  hyper: (step, { lr, beta1 = 0, beta2 = 0 }) => adamHyper(lr, step, { beta1, beta2 }),
  update([w, m, v], g, hyper, { beta1 = 0, beta2 = 0, eps: epsilon = 0, weightDecay = 0 }) {
    if (!w || !m || !v) return [];
    return adamUpdate(w, g, m, v, hyper, one(), { beta1, beta2, epsilon, weightDecay });
  },
};

const descent: Rule = {
  state: ["m"],
  hyper: (_, { lr }) => Float32Array.of(lr),
  update([w, b], g, hyper, { momentum = 0, weightDecay = 0, nesterov: isNesterov = false }) {
    if (!w || !b) return [];
    return sgdUpdate(w, g, b, hyper, one(), { momentum, weightDecay, isNesterov });
  },
};

const rules: Readonly<Record<string, Rule>> = { adam, adamw: adam, sgd: descent };

const cases = Object.entries(rules).flatMap(([op, rule]) =>
  readGoldenCases<Attrs>(op).map((golden) => ({ op, rule, golden, name: golden.name })),
);
const clipCases = readGoldenCases<{ readonly maxNorm: number }>("clip-grad-norm");

/** Weights after each of five steps, and the state after the last. */
async function fiveSteps(device: Device, rule: Rule, golden: GoldenCase<Attrs>) {
  const { shape, data } = goldenTensor(golden, "w");
  const variables = ["w", ...rule.state].map((name) =>
    createVariable(device, name, shape, name === "w" ? data : new Float32Array(data.length)),
  );
  const hyper = input("hyper", [rule.hyper(1, golden.attrs).length]);
  const state = variables.map(readVariable);
  const values = rule.update(state, input("g", shape), hyper, golden.attrs);
  const updates = variables.map((variable, i) => ({ variable, value: values[i] as Tensor }));
  const program = await compile(device, { outputs: {}, updates });
  const found: Record<string, ArrayLike<number>> = {};
  for (let step = 1; step <= 5; step++) {
    const g = goldenTensor(golden, `g${step - 1}`).data;
    await program.run({ g, hyper: rule.hyper(step, golden.attrs) });
    const [w = [], ...others] = await readVariables(variables);
    found[`w${step}`] = w;
    rule.state.forEach((name, i) => {
      found[name] = others[i] ?? [];
    });
  }
  program.destroy();
  for (const variable of variables) destroyVariable(variable);
  return found;
}

describe("optimisers", () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(openDawn());
  });
  afterAll(() => device.destroy());

  test("have golden cases", () => {
    expect(cases.length).toBeGreaterThan(6);
    expect(clipCases.length).toBeGreaterThan(1);
  });

  test.each(cases)("take PyTorch's five steps: $op, $name", async ({ rule, golden }) => {
    const found = await fiveSteps(device, rule, golden);

    expect(Object.keys(found)).toHaveLength(5 + rule.state.length);
    for (const [name, values] of Object.entries(found)) {
      const error = relativeError(values, goldenTensor(golden, name).data);
      expect(error, name).toBeLessThan(1e-6);
    }
  });

  test.each(clipCases)("clip the joint norm as PyTorch does: $name", async (golden) => {
    const names = ["g0", "g1", "g2"];
    const given = names.map((name) => goldenTensor(golden, name));
    const inputs = given.map(({ shape }, i) => input(`g${i}`, shape));
    const [scale, norm] = gradientNormScale(inputs, { maxNorm: golden.attrs.maxNorm });
    const program = await compile(device, { outputs: { scale, norm } });
    const results = await program.run(
      Object.fromEntries(given.map(({ data }, i) => [`g${i}`, data])),
    );
    program.destroy();

    expect(relativeError(results.norm, goldenTensor(golden, "norm").data)).toBeLessThan(1e-6);
    given.forEach(({ data }, i) => {
      const clipped = data.map((g) => g * (results.scale[0] ?? Number.NaN));
      const error = relativeError(clipped, goldenTensor(golden, `c${i}`).data);
      expect(error, `c${i}`).toBeLessThan(1e-6);
    });
  });
});
