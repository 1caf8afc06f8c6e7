// The whole steps of a preset as benches: both training steps, forward to update, and both kinds of inference.
import {
  describeWeights,
  type ModelDescription,
  Network,
  type Preset,
  Trainer,
  type TrainFeed,
  WeightStore,
} from "@pleura/models";
import { randomClasses, randomShares, type StepBench } from "./benchable.ts";

/** All whole steps of a preset. */
export function wholeSteps(preset: Preset): readonly StepBench[] {
  const { name, size, unet, head, pretext, finetune } = preset;
  const shape = (batch: number): string => `preset ${name}, ${size}×${size}, batch ${batch}`;
  const restorer: ModelDescription = { kind: "pretext", unet, size };
  const classifier: ModelDescription = { kind: "classifier", unet, head, size };
  return [
    {
      title: `training step restore ${shape(pretext.batch)}`,
      open: (device, seed) =>
        openTraining(seed, {
          device,
          unet,
          size,
          seed,
          task: "restore",
          batch: pretext.batch,
          optimiser: pretext.optimiser,
          restorationLoss: { kind: "ssim", ssimRange: pretext.ssimRange, l1Weight: 0 },
        }),
    },
    {
      title: `training step classify ${shape(finetune.batch)}`,
      open: (device, seed) =>
        openTraining(seed, {
          device,
          unet,
          size,
          seed,
          task: "classify",
          head,
          batch: finetune.batch,
          optimiser: finetune.optimiser,
        }),
    },
    {
      title: `inference restore ${shape(pretext.batch)}`,
      open: (device, seed) => openInference("restored", restorer, pretext.batch, device, seed),
    },
    {
      title: `inference classify ${shape(finetune.batch)}`,
      open: (device, seed) => openInference("logits", classifier, finetune.batch, device, seed),
    },
  ];
}

async function openTraining(seed: number, options: Parameters<typeof Trainer.create>[0]) {
  const trainer = await Trainer.create(options);
  const close = () => trainer.destroy();
  try {
    const { size, batch } = options;
    const images = randomShares(batch * size * size, seed, 0);
    const feed: TrainFeed = {
      images,
      // A rate so small that thousands of repeats on one batch leave the weights as they were.
      learningRate: 1e-9,
      ...(options.task === "restore"
        ? { targets: randomShares(images.length, seed, 1) }
        : { labels: randomClasses(batch, seed, 1) }),
    };
    await trainer.submit(feed).read();
  } catch (error) {
    await close();
    throw error;
  }
  return { program: trainer.program, close };
}

async function openInference(
  output: "restored" | "logits",
  model: ModelDescription,
  batch: number,
  device: Parameters<StepBench["open"]>[0],
  seed: number,
) {
  const weights = new WeightStore(device, describeWeights(model.unet, model.head), seed);
  const network = new Network(device, model, weights, batch);
  const close = () => network.destroy();
  try {
    const images = randomShares(batch * network.imageSize, seed, 0);
    await (output === "logits" ? network.logits(images, batch) : network.restore(images, batch));
    // The call above has compiled it: what is timed is what a user's call runs.
    const program = await network.program(output, () => {
      throw new Error(`the program "${output}" must be there already`);
    });
    return { program, close };
  } catch (error) {
    await close();
    throw error;
  }
}
