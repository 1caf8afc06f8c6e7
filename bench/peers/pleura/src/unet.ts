// The plain UNet of the peer benchmarks and its training step, written with the public ops.
import {
  constant,
  createVariable,
  type Device,
  elementCount,
  gradients,
  input,
  type ProgramSpec,
  readVariable,
  type Tensor,
  type Update,
  type Variable,
} from "@pleura/engine";
import {
  adamUpdate,
  concat,
  conv2d,
  maxPool,
  reduceMean,
  reshape,
  sigmoid,
  square,
  subtract,
  upsampleTwice,
} from "@pleura/kernels";
import { unetImages, unetWeights } from "../../numbers.mjs";
import { adam, type TrainWorkload } from "../../workloads.mjs";

/** Filters and biases on the device, by the convolution's name. */
type Weights = ReadonlyMap<string, { readonly filter: Variable; readonly bias: Variable }>;

function createWeights(device: Device, base: number): Weights {
  return new Map(
    unetWeights(base).map(({ name, ci, co, k, filter, bias }) => [
      name,
      {
        filter: createVariable(device, `${name}.filter`, [co, ci, k, k], filter),
        bias: createVariable(device, `${name}.bias`, [co], bias),
      },
    ]),
  );
}

/** Images on the device, as the peers hold theirs. */
function createImages(device: Device, workload: TrainWorkload) {
  const { batch, size } = workload;
  const { images, targets } = unetImages(workload);
  const make = (name: string, numbers: Float32Array) =>
    readVariable(createVariable(device, name, [batch, 1, size, size], numbers));
  return { x: make("images", images), targets: () => make("targets", targets) };
}

function unet(weights: Weights, x: Tensor): Tensor {
  const conv = (name: string, map: Tensor, activation: "relu" | "none" = "relu") => {
    const { filter, bias } = weights.get(name) as { filter: Variable; bias: Variable };
    const pad = ((filter.shape[2] ?? 1) - 1) / 2;
    return conv2d(map, readVariable(filter), readVariable(bias), { pad, activation });
  };
  const pool = (map: Tensor) => maxPool(map, { size: 2 });
  const join = (deep: Tensor, skip: Tensor) => concat([upsampleTwice(deep, "nearest"), skip], 1);
  const e1 = conv("e1b", conv("e1a", x));
  const e2 = conv("e2b", conv("e2a", pool(e1)));
  const middle = conv("mb", conv("ma", pool(e2)));
  const d2 = conv("d2b", conv("d2a", join(middle, e2)));
  const d1 = conv("d1b", conv("d1a", join(d2, e1)));
  return sigmoid(conv("out", d1, "none"));
}

/** The forward pass: the restored images. */
export function forwardGraph(device: Device, workload: TrainWorkload): Tensor {
  const { x } = createImages(device, workload);
  return unet(createWeights(device, workload.base), x);
}

/** The training step: mean squared error, its gradients, and Adam on all weights; feed `hyper`. */
export function trainingGraph(
  device: Device,
  workload: TrainWorkload,
): ProgramSpec & { readonly outputs: { readonly loss: Tensor } } {
  const { x, targets } = createImages(device, workload);
  const weights = createWeights(device, workload.base);
  const restored = unet(weights, x);
  const loss = reshape(reduceMean(square(subtract(restored, targets()))), []);
  const trained = [...weights.values()].flatMap(({ filter, bias }) => [filter, bias]);
  const slopes = gradients(loss, trained.map(readVariable));
  const hyper = input("hyper", [3]);
  const scale = constant(Float32Array.of(1), [1]);
  const updates = trained.flatMap((variable, index): Update[] => {
    const { name, shape } = variable;
    const zeros = () => new Float32Array(elementCount(shape));
    const m = createVariable(device, `${name}.m`, shape, zeros());
    const v = createVariable(device, `${name}.v`, shape, zeros());
    const [value, nextM, nextV] = adamUpdate(
      readVariable(variable),
      slopes[index] as Tensor,
      readVariable(m),
      readVariable(v),
      hyper,
      scale,
      { ...adam, weightDecay: 0 },
    );
    return [
      { variable, value },
      { variable: m, value: nextM },
      { variable: v, value: nextV },
    ];
  });
  return { outputs: { loss }, updates };
}
