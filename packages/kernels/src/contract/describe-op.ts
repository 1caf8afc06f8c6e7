// The contract every op must meet, as one vitest suite: shapes, numbers, gradient, bits, bounds, leaks, cost.

import { openDawn } from "@pleura/dawn";
import {
  applyOp,
  bytesOf,
  type Cost,
  compile,
  type Device,
  elementCount,
  type Feeds,
  findStrayWrite,
  input,
  type Numbers,
  type Op,
  openDevice,
  plan,
  type Tensor,
} from "@pleura/engine";
import {
  firstDifference,
  forwardTolerance,
  gradientTolerance,
  randomNumbers,
} from "@pleura/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkHalfStorage } from "./check-half-storage.ts";
import type { OpCase, OpReference, Reference64 } from "./reference.ts";

const epsilon = 1e-6;

/** Far enough for a kernel that forgets its bound: one workgroup of 256 vec4 past the end. */
const guardBytes = 4096;

function drawInputs<A>(opCase: OpCase<A>): Numbers[] {
  return opCase.inputs.map(({ shape, dtype, numbers, low, high }, index) => {
    const count = elementCount(shape);
    if (numbers) return numbers(count);
    if (dtype === "u32") return new Uint32Array(count);
    return randomNumbers(count, index + 1, low, high);
  });
}

const to64 = (shape: readonly number[], data: Numbers): Reference64 => ({
  shape,
  data: Float64Array.from(data),
});

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
};

const feedsOf = (arrays: readonly Numbers[], prefix: string): Feeds =>
  Object.fromEntries(arrays.map((numbers, index) => [`${prefix}${index}`, numbers]));

/** Everything one case's tests share. */
function prepare<A>(op: Op<A>, reference: OpReference<A>, opCase: OpCase<A>) {
  const numbers = drawInputs(opCase);
  const tensors = opCase.inputs.map(({ shape, dtype }, i) => input(`x${i}`, shape, dtype));
  const outputs = applyOp(op, tensors, opCase.attrs);
  const references = numbers.map((data, i) => to64(opCase.inputs[i]?.shape ?? [], data));
  const expected = reference.forward(references, opCase.attrs);
  return { numbers, tensors, outputs, references, expected, feeds: feedsOf(numbers, "x") };
}

const asOutputs = (tensors: readonly (Tensor | undefined)[], prefix: string) =>
  Object.fromEntries(
    tensors.flatMap((tensor, index) => (tensor ? [[`${prefix}${index}`, tensor] as const] : [])),
  );

/** ∂⟨y, dy⟩/∂x along `direction`, by central differences of the f64 reference. */
function directionalDifference<A>(
  reference: OpReference<A>,
  opCase: OpCase<A>,
  at: readonly Reference64[],
  which: number,
  direction: ArrayLike<number>,
  outputGradients: readonly Numbers[],
): number {
  const value = (step: number) => {
    const moved = at.map((tensor, index) =>
      index === which
        ? { ...tensor, data: tensor.data.map((x, i) => x + step * (direction[i] as number)) }
        : tensor,
    );
    const outputs = reference.forward(moved, opCase.attrs);
    return outputs.reduce((sum, { data }, k) => sum + dot(data, outputGradients[k] ?? []), 0);
  };
  return (value(epsilon) - value(-epsilon)) / (2 * epsilon);
}

/** Names of the op's variants for a case on the device; one undefined name for an op without variants. */
function variantNames<A>(
  op: Op<A>,
  { tensors, outputs }: ReturnType<typeof prepare<A>>,
  attrs: A,
  { adapter }: Device,
): readonly (string | undefined)[] {
  const names = op.variants?.({ inputs: tensors, outputs, attrs, adapter }) ?? [];
  return names.length > 0 ? names : [undefined];
}

/** Checks numbers, bits, bounds and leaks of one variant. */
async function checkValues<A>(
  device: Device,
  { outputs, expected, feeds }: ReturnType<typeof prepare<A>>,
  opCase: OpCase<A>,
  variant: string | undefined,
): Promise<void> {
  const before = device.liveBuffers;
  const spec = { outputs: asOutputs(outputs, "y") };
  const program = await compile(device, spec, { guardBytes, choose: () => variant });

  const stray = await findStrayWrite(device, program, feeds);
  const first = await program.run(feeds);
  const second = await program.run(feeds);
  program.destroy();

  const what = variant === undefined ? "" : ` of variant "${variant}"`;
  expect(stray, `write outside the output${what}`).toBeUndefined();
  expect(second, `second run${what}`).toEqual(first);
  expect(device.liveBuffers).toBe(before);
  expected.forEach(({ data }, k) => {
    const scale = data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    const tolerance = forwardTolerance(opCase.reductionLength ?? 1, scale);
    const actual = first[`y${k}`] as Numbers;
    expect(firstDifference(actual, data, tolerance), `output ${k}${what}`).toBeUndefined();
  });
}

/** Registers the contract's tests for an op. Use in a `*.gpu.test.ts` file. */
export function describeOp<A>(op: Op<A>, reference: OpReference<A>): void {
  describe(`op ${op.name}`, () => {
    let device: Device;
    beforeAll(async () => {
      device = await openDevice(openDawn());
    });
    afterAll(() => device.destroy());

    describe.each(reference.cases.map((opCase) => ({ opCase, title: opCase.title })))(
      "$title",
      ({ opCase }) => {
        test("infers the reference's shapes and states a cost above its bytes", () => {
          const { outputs, expected, tensors } = prepare(op, reference, opCase);

          const compared = reference.hasSideOutputs ? outputs.slice(0, expected.length) : outputs;
          expect(compared.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
          const cost = op.cost?.(tensors, outputs, opCase.attrs);
          if (op.elementwise || op.isView) return;
          const least = reference.readsLess ? bytesOf(...outputs) : bytesOf(...tensors, ...outputs);
          expect(cost, "a cost rule").toBeDefined();
          expect(cost?.bytes).toBeGreaterThanOrEqual(least);
          // A profile holds each launch against its own cost, so together they must not have less.
          const { launches } = plan({ outputs: asOutputs(outputs, "y") }, device.adapter);
          const total = (read: (cost: Cost) => number) =>
            launches.reduce((sum, launch) => sum + read(launch.cost), 0);
          const rounding = 1 - 1e-9;
          expect(total(({ bytes }) => bytes)).toBeGreaterThanOrEqual((cost?.bytes ?? 0) * rounding);
          expect(total(({ flops }) => flops)).toBeGreaterThanOrEqual((cost?.flops ?? 0) * rounding);
        });

        test("equals the f64 reference in every variant, twice with the same bits, within bounds, leaking nothing", async () => {
          const prepared = prepare(op, reference, opCase);
          const names = variantNames(op, prepared, opCase.attrs, device);

          expect(names).toEqual([...new Set(names)]);
          for (const name of names) await checkValues(device, prepared, opCase, name);
        });

        if (op.half) {
          test("keeps its numbers when they are stored in half precision", async () => {
            const prepared = prepare(op, reference, opCase);
            const names = variantNames(op, prepared, opCase.attrs, device);

            await checkHalfStorage(device, op, reference, opCase, prepared.numbers, names);
          });
        }

        if (op.gradient) {
          test("has the gradient that finite differences of the f64 reference give", async () => {
            await checkGradient(device, op, reference, opCase);
          });
        }
      },
    );
  });
}

/** The gradient rule's results for the inputs that `needs` names. */
function gradientOf<A>(
  op: Op<A>,
  { tensors, outputs }: ReturnType<typeof prepare<A>>,
  attrs: A,
  which: readonly number[],
) {
  const outputGradients = outputs.map(({ shape }, k) => input(`dy${k}`, shape));
  const needs = tensors.map((_, index) => which.includes(index));
  return op.gradient?.({ inputs: tensors, outputs, attrs, outputGradients, needs }) ?? [];
}

async function checkGradient<A>(
  device: Device,
  op: Op<A>,
  reference: OpReference<A>,
  opCase: OpCase<A>,
): Promise<void> {
  const prepared = prepare(op, reference, opCase);
  const { tensors, outputs, numbers, references, feeds } = prepared;
  const outputNumbers = outputs.map(({ shape }, k) => randomNumbers(elementCount(shape), 100 + k));
  const which =
    reference.differentiable ?? tensors.flatMap((t, index) => (t.dtype === "f32" ? [index] : []));
  const all = gradientOf(op, prepared, opCase.attrs, which);
  // With one differentiable input, asking for it alone is asking for all.
  const alone =
    which.length < 2
      ? []
      : tensors.map((_, index) =>
          which.includes(index)
            ? gradientOf(op, prepared, opCase.attrs, [index])[index]
            : undefined,
        );
  const spec = { outputs: { ...asOutputs(all, "dx"), ...asOutputs(alone, "alone") } };
  const program = await compile(device, spec);
  const results = await program.run({ ...feeds, ...feedsOf(outputNumbers, "dy") });
  program.destroy();
  for (const index of which) {
    const gradient = results[`dx${index}`];
    expect(all[index]?.shape, `shape of the gradient of input ${index}`).toEqual(
      tensors[index]?.shape,
    );
    if (!gradient) continue;
    const count = numbers[index]?.length ?? 0;
    const size = Math.sqrt(dot(gradient, gradient)) + 1e-12;
    if (which.length > 1) {
      const tolerance = { relative: 0, absolute: gradientTolerance * size };
      const difference = firstDifference(results[`alone${index}`] ?? [], gradient, tolerance);
      expect(difference, `gradient of input ${index} when only it is needed`).toBeUndefined();
    }
    const direction = randomNumbers(count, 200 + index);
    const difference = (along: ArrayLike<number>) =>
      directionalDifference(reference, opCase, references, index, along, outputNumbers);
    // The usual size of the inner product with a random direction, so that cancellation does not decide.
    const scale = size * Math.sqrt(dot(direction, direction) / count) + 1e-12;
    const error = Math.abs(dot(gradient, direction) - difference(direction)) / scale;
    expect(error, `input ${index}: ⟨gradient, direction⟩`).toBeLessThan(gradientTolerance);
    if (count > 64) continue;
    for (let i = 0; i < count; i++) {
      const unit = new Float64Array(count);
      unit[i] = 1;
      const partial = Math.abs((gradient[i] as number) - difference(unit)) / size;
      expect(partial, `input ${index}, element ${i}`).toBeLessThan(gradientTolerance);
    }
  }
}
