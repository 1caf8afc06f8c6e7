// Softmax, cross-entropy and SSIM with their gradients against PyTorch.
import { openDawn } from "@pleura/dawn";
import { compile, type Device, gradients, input, openDevice } from "@pleura/engine";
import { softmax, softmaxCrossEntropy, ssim } from "@pleura/kernels";
import { relativeError } from "@pleura/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type GoldenCase,
  goldenErrors,
  goldenTensor,
  goldenTolerance,
  readGoldenCases,
} from "./golden.ts";

const softmaxCases = readGoldenCases<null>("softmax");
const entropyCases = readGoldenCases<{ readonly labelSmoothing: number }>("cross-entropy");
const ssimCases = readGoldenCases<{ readonly dataRange: number }>("ssim");

describe("losses", () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(openDawn());
  });
  afterAll(() => device.destroy());

  test("have golden cases", () => {
    expect(softmaxCases.length).toBeGreaterThan(3);
    expect(entropyCases.length).toBeGreaterThan(4);
    expect(ssimCases.length).toBeGreaterThan(6);
  });

  test.each(softmaxCases)("softmax equals PyTorch forward and backward: $name", async (golden) => {
    const errors = await goldenErrors(device, golden, ({ x }) => {
      if (!x) throw new Error("golden softmax: x must be there.");
      return softmax(x);
    });

    expect(Object.keys(errors).sort()).toEqual(["dx", "y"]);
    expect(errors["y"], "y").toBeLessThanOrEqual(goldenTolerance.value);
    expect(errors["dx"], "dx").toBeLessThanOrEqual(goldenTolerance.gradient);
  });

  test.each(entropyCases)("cross-entropy equals PyTorch: $name", async (golden) => {
    const { loss, dx } = await crossEntropy(device, golden);

    expect(relativeError(loss, goldenTensor(golden, "loss").data)).toBeLessThan(1e-6);
    expect(relativeError(dx, goldenTensor(golden, "dx").data)).toBeLessThan(1e-5);
  });

  test.each(ssimCases)("SSIM and both its gradients equal PyTorch's: $name", async (golden) => {
    const results = await similarity(device, golden);

    const [expected = Number.NaN] = goldenTensor(golden, "mean").data;
    expect(Math.abs((results.mean[0] ?? Number.NaN) - expected), "mean").toBeLessThan(1e-6);
    for (const name of ["dtarget", "dprediction"] as const) {
      const error = relativeError(results[name], goldenTensor(golden, name).data);
      expect(error, name).toBeLessThan(1e-4);
    }
  });
});

async function crossEntropy(
  device: Device,
  golden: GoldenCase<{ readonly labelSmoothing: number }>,
) {
  const x = goldenTensor(golden, "x");
  const labels = goldenTensor(golden, "labels");
  const logits = input("x", x.shape);
  const weights = golden.tensors["weights"]?.data;
  const loss = softmaxCrossEntropy(logits, input("labels", labels.shape, "u32"), {
    labelSmoothing: golden.attrs.labelSmoothing,
    ...(weights && { classWeights: [...weights] }),
  });
  const [dx] = gradients(loss, [logits]);
  if (!dx) throw new Error("cross-entropy: a gradient must be there.");
  const program = await compile(device, { outputs: { loss, dx } });
  const results = await program.run({ x: x.data, labels: Uint32Array.from(labels.data) });
  program.destroy();
  return results;
}

async function similarity(device: Device, golden: GoldenCase<{ readonly dataRange: number }>) {
  const target = goldenTensor(golden, "target");
  const prediction = goldenTensor(golden, "prediction");
  const images = [input("target", target.shape), input("prediction", target.shape)] as const;
  const [mean] = ssim(...images, { dataRange: golden.attrs.dataRange });
  const [dtarget, dprediction] = gradients(mean, images);
  if (!dtarget || !dprediction) throw new Error("ssim: both gradients must be there.");
  const program = await compile(device, { outputs: { mean, dtarget, dprediction } });
  const results = await program.run({ target: target.data, prediction: prediction.data });
  program.destroy();
  return results;
}
