// The classifiers, Score-CAM and Grad-CAM equal PyTorch: logits, loss, gradients, weights and maps.
import { openDawn } from "@pleura/dawn";
import { type Device, input, openDevice } from "@pleura/engine";
import { softmaxCrossEntropy } from "@pleura/kernels";
import { classifier, gradCam, type HeadConfig, Network, scoreCam } from "@pleura/models";
import { relativeError } from "@pleura/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { goldenTolerance } from "./golden.ts";
import {
  golden,
  goldenWeights,
  namesOver,
  readModelGolden,
  runPass,
  underPrefix,
  unetConfigOf,
} from "./model-golden.ts";

let device: Device;
beforeAll(async () => {
  device = await openDevice(openDawn());
});
afterAll(() => device.destroy());

const heads: readonly { name: string; head: HeadConfig }[] = [
  { name: "gap", head: { kind: "gap", hidden: 16, dropout: 0 } },
  { name: "authors", head: { kind: "authors", hidden: 32, dropout: 0 } },
];

describe.each(heads)("$name head", ({ name, head }) => {
  const file = readModelGolden(`classifier/${name}`);
  const config = unetConfigOf(file);
  const images = golden(file, "x");
  const labels = Uint32Array.from(golden(file, "labels"));
  const n = labels.length;

  test("gives the logits, the loss and all gradients", async () => {
    const store = goldenWeights(device, file, config, head);

    const pass = await runPass(device, store, { images, labels }, (context) =>
      softmaxCrossEntropy(
        classifier(context, input("images", [n, 1, 32, 32]), config, head),
        input("labels", [n], "u32"),
        {},
      ),
    );
    store.destroy();

    expect(relativeError(pass.blocks.get("logits") ?? [], golden(file, "logits"))).toBeLessThan(
      goldenTolerance.value,
    );
    expect(pass.loss).toBeCloseTo(golden(file, "loss")[0] as number, 5);
    const zero = new Set(file.facts["zeroGradients"] as string[]);
    const grads = underPrefix(file, "grads");
    expect(namesOver(goldenTolerance.gradient, pass.gradients, grads, zero)).toEqual([]);
  });

  test("gives the logits in eval mode, whatever the batch", async () => {
    const store = goldenWeights(device, file, config, head);
    const model = { kind: "classifier", unet: config, head, size: 32 } as const;
    const network = new Network(device, model, store, 3);

    const logits = await network.logits(images, n);

    const error = relativeError(logits, golden(file, "eval/logits"));
    expect(error).toBeLessThan(goldenTolerance.value);
    await network.destroy();
  });
});

describe.each(["logit", "probability"] as const)("Score-CAM by %s", (score) => {
  const file = readModelGolden("classifier/score-cam");
  const gap = readModelGolden("classifier/gap");
  const config = unetConfigOf(gap);
  const head = heads[0]?.head as HeadConfig;

  test.each([0, 1])("equals the map and the weights of image %i", async (image) => {
    const store = goldenWeights(device, gap, config, head);
    const model = { kind: "classifier", unet: config, head, size: 32 } as const;
    const network = new Network(device, model, store, 8);
    const pixels = golden(file, "x").subarray(image * 1024, (image + 1) * 1024);

    const { classes } = await scoreCam(network, pixels, { score });

    const maps = golden(file, `${score}/map`);
    const weights = golden(file, `${score}/weights`);
    for (const { classIndex, map, weights: alpha } of classes) {
      const at = image * 3 + classIndex;
      const wanted = maps.subarray(at * 1024, (at + 1) * 1024);
      const most = Math.max(...map.map((value, i) => Math.abs(value - (wanted[i] as number))));
      expect(most, `map of class ${classIndex}`).toBeLessThan(1e-4);
      const wantedAlpha = weights.subarray(at * 16, (at + 1) * 16);
      expect(relativeError(alpha, wantedAlpha)).toBeLessThan(goldenTolerance.value);
      // Channel 5 is constant in the golden model, so it must be skipped.
      expect(alpha[5]).toBe(0);
    }
    await network.destroy();
  });
});

describe.each(["bottleneck", "encoder.1"])("Grad-CAM of %s", (layer) => {
  const file = readModelGolden("classifier/grad-cam");
  const gap = readModelGolden("classifier/gap");
  const config = unetConfigOf(gap);
  const head = heads[0]?.head as HeadConfig;

  // Six images in batches of four: the last batch is not full.
  test("equals the maps and the weights of every image and class", async () => {
    const store = goldenWeights(device, gap, config, head);
    const model = { kind: "classifier", unet: config, head, size: 32 } as const;
    const network = new Network(device, model, store, 4);
    const [first, second] = [0, 1].map((at) =>
      golden(file, "x").subarray(at * 1024, (at + 1) * 1024),
    );
    const images = new Float32Array(6 * 1024);
    [first, first, first, second, second, second].forEach((image, at) => {
      images.set(image as Float32Array, at * 1024);
    });

    const found = await gradCam(network, images, [0, 1, 2, 0, 1, 2], layer);

    const maps = golden(file, `${layer}/map`);
    const weights = golden(file, `${layer}/weights`);
    const k = weights.length / 6;
    found.forEach(({ map, weights: alpha }, at) => {
      const wanted = maps.subarray(at * 1024, (at + 1) * 1024);
      const most = Math.max(...map.map((value, i) => Math.abs(value - (wanted[i] as number))));
      expect(most, `map ${at}`).toBeLessThan(1e-4);
      const error = relativeError(alpha, weights.subarray(at * k, (at + 1) * k));
      expect(error, `weights ${at}`).toBeLessThan(goldenTolerance.gradient);
    });
    await network.destroy();
  });
});
