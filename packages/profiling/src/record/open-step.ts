// Opens a step to profile: the real program on made-up films, prepared as a training prepares them.
import { augment, classIndex, distort, makePhantom, RANDOM_OPS, randomStream } from "@pleura/data";
import type { Device, Plan, Precision, Program } from "@pleura/engine";
import {
  defaultScore,
  describeWeights,
  loadNetwork,
  Network,
  scoreCam,
  Trainer,
  WeightStore,
} from "@pleura/models";
import type { ProfiledModel, StepKind } from "./profiled-model.ts";

/** A step that can be run again and again. */
export interface OpenStep {
  /** Such as `pretext step, preset demo, 64×64, batch 16`. */
  readonly title: string;
  /** Prepares and submits one step; what it gives waits for its results. */
  submit(): Promise<{ read(): Promise<unknown> }>;
  /** Names of the programs that ran, by plan. */
  programs(): ReadonlyMap<Plan, string>;
  close(): Promise<void>;
}

/** How a step is opened. */
export interface StepOptions {
  readonly kind: StepKind;
  readonly model: ProfiledModel;
  readonly batch: number;
  readonly seed: number;
  /** Of a training step; the others run in f32. */
  readonly precision: Precision;
  /** The network of `model` where it is loaded already: it is used and stays. Only for steps without training. */
  readonly network?: Network | undefined;
}

const isTraining = (kind: StepKind) => kind === "pretext" || kind === "finetune";

/** Opens a step. */
export function openStep(device: Device, options: StepOptions): Promise<OpenStep> {
  const { kind } = options;
  return isTraining(kind) ? openTraining(device, options) : openEvaluation(device, options);
}

function titleOf({ kind, model, batch, precision }: StepOptions): string {
  const { name, size } = model;
  const what = kind === "score-cam" ? "Score-CAM of one film" : `${kind} step`;
  const mixed = precision === "mixed" && isTraining(kind) ? ", mixed precision" : "";
  return `${what}, ${name}, ${size}×${size}, batch ${batch}${mixed}`;
}

/** The steps of a training: data, then the step, as `pretrain` and `finetune` do. */
async function openTraining(device: Device, options: StepOptions): Promise<OpenStep> {
  const { kind, model, batch, seed, precision } = options;
  const { unet, size, preset, head = preset.head } = model;
  const shared = { device, unet, size, batch, seed, precision };
  const trainer =
    kind === "pretext"
      ? await Trainer.create({
          ...shared,
          task: "restore",
          optimiser: preset.pretext.optimiser,
          restorationLoss: { kind: "ssim", ssimRange: preset.pretext.ssimRange, l1Weight: 0 },
        })
      : await Trainer.create({
          ...shared,
          task: "classify",
          head,
          optimiser: preset.finetune.optimiser,
        });
  const films = filmsOf(options);
  const learningRate = preset[kind === "pretext" ? "pretext" : "finetune"].learningRate;
  let step = 0;
  return {
    title: titleOf(options),
    async submit() {
      step += 1;
      const feed = timed(device, "prepare the batch", () => films.batch(step));
      return trainer.submit({ ...feed, learningRate });
    },
    programs: () => new Map([[trainer.program.plan, `${kind} step`]]),
    close: () => trainer.destroy(),
  };
}

/** Inference and Score-CAM: the programs that a network compiles when it first needs them. */
async function openEvaluation(device: Device, options: StepOptions): Promise<OpenStep> {
  const { kind, model, batch, seed } = options;
  const network = options.network ?? openNetwork(device, model, batch, seed);
  const names = new Map<Plan, string>();
  const unwatch = watchPrograms(network, names);
  const films = filmsOf({ ...options, kind: "inference" });
  const { images } = films.batch(0);
  const film = images.slice(0, network.imageSize);
  const run = (): Promise<unknown> => {
    if (kind === "score-cam") return scoreCam(network, film, { score: defaultScore });
    return model.head ? network.logits(images, batch) : network.restore(images, batch);
  };
  return {
    title: titleOf(options),
    async submit() {
      const running = run();
      // Whoever reads sees the error.
      running.catch(() => undefined);
      return { read: () => running };
    },
    programs: () => names,
    async close() {
      unwatch();
      if (options.network === undefined) await network.destroy();
    },
  };
}

function openNetwork(device: Device, model: ProfiledModel, batch: number, seed: number): Network {
  const { unet, head, size, bytes } = model;
  if (bytes) return loadNetwork(device, bytes, batch).network;
  const weights = new WeightStore(device, describeWeights(unet, head), seed);
  const kind = head ? "classifier" : "pretext";
  return new Network(device, { kind, unet, head, size }, weights, batch);
}

/** Notes the name under which a network asks for each of its programs, until the function it gives is called. */
function watchPrograms(network: Network, names: Map<Plan, string>): () => void {
  const original = network.program.bind(network);
  network.program = async (name, build): Promise<Program> => {
    const program = await original(name, build);
    names.set(program.plan, name);
    return program;
  };
  return () => {
    network.program = original;
  };
}

/** Made-up films and how batches are prepared from them, as the task does. */
function filmsOf({ kind, model, batch, seed }: StepOptions) {
  const { size, unet, preset } = model;
  const side = { height: size, width: size };
  const plane = size * size;
  // Batches go through twice as many films as they hold: enough that none repeats the one before.
  const films = Array.from({ length: Math.min(64, 2 * batch) }, (_, index) =>
    makePhantom({ seed, index, size }),
  );
  return {
    batch(step: number) {
      const images = new Float32Array(batch * unet.inChannels * plane);
      const targets = new Float32Array(batch * plane);
      const labels = new Uint32Array(batch);
      for (let place = 0; place < batch; place += 1) {
        const film = films[(step * batch + place) % films.length];
        if (film === undefined) continue;
        const draw = { seed, epoch: step, sample: place };
        let image = film.image;
        if (kind === "pretext") {
          const pair = distort(image, side, randomStream({ ...draw, op: RANDOM_OPS.distort }));
          image = pair.distorted;
          targets.set(pair.target, place * plane);
        } else if (kind === "finetune") {
          const stream = randomStream({ ...draw, op: RANDOM_OPS.augment });
          image = augment(image, side, stream, preset.finetune.augment);
        }
        for (let channel = 0; channel < unet.inChannels; channel += 1) {
          images.set(image, (place * unet.inChannels + channel) * plane);
        }
        labels[place] = classIndex(film.label);
      }
      return { images, ...(kind === "pretext" ? { targets } : { labels }) };
    },
  };
}

function timed<T>({ profiler }: Device, label: string, work: () => T): T {
  return profiler ? profiler.time("data", label, work) : work();
}
