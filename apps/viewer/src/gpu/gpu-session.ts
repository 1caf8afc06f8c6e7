// A device with the page's models that outlives the loss of its device and a want of memory.
import { type Device, type DeviceOptions, isEngineError, openDevice } from "@pleura/engine";
import type { ModelKind } from "@pleura/models";
import type { GpuEvent, GpuFacts, ModelFacts } from "./gpu-calls.ts";
import { OpenModel, type ReadModel } from "./open-model.ts";
import { Turns } from "./turns.ts";

/** What is done with a model on its device. */
export type ModelWork<T> = (model: OpenModel, device: Device) => Promise<T>;

/** What the page is told when a model is missing. */
const titles: Readonly<Record<ModelKind, string>> = {
  classifier: "a classifier",
  pretext: "a restoration model",
};

/** Facts of a device for the page. */
const factsOf = ({ adapter, features }: Device): GpuFacts => ({ adapter, features });

/** The time that a device gets to say that it is lost, after a call on it failed for another reason. */
const patienceMs = 50;

function isLostSoon(device: Device): Promise<boolean> {
  return Promise.race([
    device.gpu.lost.then(() => true),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), patienceMs)),
  ]);
}

/** True when nothing will run on the device again: it is lost, or a call on it went wrong unnoticed. */
async function isGone(device: Device, error: unknown): Promise<boolean> {
  if (isEngineError(error, "device-lost")) return true;
  try {
    device.assertAlive();
  } catch {
    return true;
  }
  return isLostSoon(device);
}

/** The page's device and models. */
export class GpuSession {
  readonly #gpu: GPU;
  readonly #tell: (event: GpuEvent) => void;
  readonly #options: DeviceOptions;
  readonly #turns = new Turns();
  readonly #read = new Map<ModelKind, ReadModel>();
  #models = new Map<ModelKind, OpenModel>();
  #device: Device | undefined;
  #opening: Promise<Device> | undefined;
  /** Halved each time that memory runs out. */
  #mostMasks = Number.POSITIVE_INFINITY;

  constructor(gpu: GPU, tell: (event: GpuEvent) => void, options: DeviceOptions = {}) {
    this.#gpu = gpu;
    this.#tell = tell;
    this.#options = options;
  }

  /** The device, opened at the first call; after a failure the next call tries again. */
  async open(): Promise<Device> {
    this.#opening ??= this.#openDevice();
    try {
      return await this.#opening;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }

  /** A new adapter each time: one that gave a device is used up. */
  async #openDevice(): Promise<Device> {
    const device = await openDevice(this.#gpu, this.#options);
    this.#models = new Map(
      [...this.#read].map(([kind, read]) => [kind, new OpenModel(device, read, this.#mostMasks)]),
    );
    this.#device = device;
    device.gpu.lost.then(({ reason, message }) =>
      this.#replace(device, message || reason || "no reason was given"),
    );
    return device;
  }

  /** Opens another device with the same models in the place of one that is gone. */
  async #replace(gone: Device, reason: string): Promise<void> {
    if (this.#device !== gone) return;
    this.#device = undefined;
    this.#opening = undefined;
    this.#tell({ type: "lost", reason });
    gone.destroy();
    try {
      const device = await this.open();
      this.#tell({ type: "restored", facts: factsOf(device) });
    } catch (error) {
      this.#tell({ type: "lost", reason: (error as Error).message });
    }
  }

  async facts(): Promise<GpuFacts> {
    return factsOf(await this.open());
  }

  /** Puts a model in the place of the one of its kind, whose running work goes on to its end. */
  async load(read: ReadModel): Promise<ModelFacts> {
    const { kind } = read.facts;
    await this.#insist(kind, async (device) => {
      const model = new OpenModel(device, read, this.#mostMasks);
      const replaced = this.#models.get(kind);
      this.#models.set(kind, model);
      this.#read.set(kind, read);
      await replaced?.retire();
    });
    return read.facts;
  }

  /**
   * Runs work with a model: once more on a new device when the device is lost meanwhile, and with ever smaller
   * batches when memory runs out.
   *
   * @throws {Error} when no model of that kind is loaded, or whatever the work throws otherwise
   */
  use<T>(kind: ModelKind, work: ModelWork<T>): Promise<T> {
    return this.#turns.shared(() => this.#with(kind, work));
  }

  /** The same while nothing else uses the device. */
  useAlone<T>(kind: ModelKind, work: ModelWork<T>): Promise<T> {
    return this.#turns.alone(() => this.#with(kind, work));
  }

  #with<T>(kind: ModelKind, work: ModelWork<T>): Promise<T> {
    return this.#insist(kind, async (device) => {
      const model = this.#models.get(kind);
      if (model !== undefined) return model.use(() => work(model, device));
      throw new Error(
        `model: ${titles[kind]} must be loaded, but none is. Open a .safetensors file of one.`,
      );
    });
  }

  async #insist<T>(kind: ModelKind, work: (device: Device) => Promise<T>): Promise<T> {
    for (let losses = 0; ; ) {
      const device = await this.open();
      try {
        return await work(device);
      } catch (error) {
        const isOutOfMemory = isEngineError(error, "limit");
        if (isOutOfMemory) this.#halve(kind, error);
        if (await isGone(device, error)) {
          await this.#replace(device, (error as Error).message);
          if (!isOutOfMemory && ++losses > 1) throw lostAgain(error as Error);
        } else if (isOutOfMemory) await this.#models.get(kind)?.useFewer(this.#mostMasks);
        else throw error;
      }
    }
  }

  /** @throws {Error} when there are no smaller batches */
  #halve(kind: ModelKind, cause: Error): void {
    const masks = this.#models.get(kind)?.masks ?? 1;
    if (masks === 1) throw tooSmall(cause);
    this.#mostMasks = masks / 2;
  }

  /** Destroys the device, to try what happens then. */
  async lose(): Promise<void> {
    (await this.open()).gpu.destroy();
  }
}

function lostAgain(cause: Error): Error {
  return new Error(
    `GPU: it must stay available, but it was lost twice in one task (${cause.message}) ` +
      "Update the graphics driver, or close other pages that use the GPU, and reload the page.",
    { cause },
  );
}

function tooSmall(cause: Error): Error {
  return new Error(
    `GPU: its memory must hold one film, but it does not (${cause.message}) ` +
      "Close other pages that use the GPU, or open a smaller model.",
    { cause },
  );
}
