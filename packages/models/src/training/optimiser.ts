// Optimisers over all trained weights: graph updates, their state, and what the host feeds per step.
import {
  createVariable,
  type Device,
  destroyVariable,
  elementCount,
  input,
  readVariable,
  type Tensor,
  type Update,
  type Variable,
} from "@pleura/engine";
import { adamHyper, adamUpdate, sgdUpdate } from "@pleura/kernels";

/** Settings of an optimiser. `clipNorm` 0 switches clipping off. */
export interface OptimiserConfig {
  readonly kind: "adam" | "adamw" | "sgd";
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  readonly momentum: number;
  readonly clipNorm: number;
}

/** Keras' Adam, which the authors used: β .9 and .999, ε 1e-7, no decay. */
export const kerasAdam: OptimiserConfig = {
  kind: "adam",
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
  weightDecay: 0,
  momentum: 0.9,
  clipNorm: 0,
};

/** Weights that share a learning rate: the rate is fed as `hyper.<name>`. */
export interface RateGroup {
  readonly name: string;
  /** Factor on the learning rate of the step. */
  readonly scale: number;
  readonly parameters: readonly Variable[];
}

/** Names under which an optimiser keeps the state of a weight. */
export const optimiserSlots = ({ kind }: OptimiserConfig, weight: string): readonly string[] =>
  (kind === "sgd" ? ["momentum"] : ["m", "v"]).map((slot) => `optimiser.${slot}.${weight}`);

/** State that an optimiser keeps per weight, by checkpoint name. When it fails, nothing stays allocated. */
export function createOptimiserState(
  device: Device,
  parameters: readonly Variable[],
  config: OptimiserConfig,
): ReadonlyMap<string, Variable> {
  const state = new Map<string, Variable>();
  try {
    for (const { name, shape } of parameters) {
      for (const key of optimiserSlots(config, name)) {
        const zeros = new Float32Array(elementCount(shape));
        state.set(key, createVariable(device, key, shape, zeros));
      }
    }
  } catch (error) {
    for (const variable of state.values()) destroyVariable(variable);
    throw error;
  }
  return state;
}

/**
 * Updates of every trained weight.
 *
 * @param scale factor on all gradients (from clipping); a non-finite one skips the step
 */
export function optimiserUpdates(
  config: OptimiserConfig,
  groups: readonly RateGroup[],
  gradients: ReadonlyMap<Variable, Tensor>,
  state: ReadonlyMap<string, Variable>,
  scale: Tensor,
): readonly Update[] {
  return groups.flatMap(({ name: group, parameters }) => {
    const hyper = input(`hyper.${group}`, [config.kind === "sgd" ? 1 : 3]);
    return parameters.flatMap((variable): Update[] => {
      const gradient = gradients.get(variable) as Tensor;
      const slot = (key: string) => state.get(`optimiser.${key}.${variable.name}`) as Variable;
      const parameter = readVariable(variable);
      if (config.kind === "sgd") {
        const momentum = slot("momentum");
        const [value, next] = sgdUpdate(parameter, gradient, readVariable(momentum), hyper, scale, {
          momentum: config.momentum,
          weightDecay: config.weightDecay,
          isNesterov: false,
        });
        return [
          { variable, value },
          { variable: momentum, value: next },
        ];
      }
      const [m, v] = [slot("m"), slot("v")];
      const { beta1, beta2, epsilon, kind } = config;
      const weightDecay = kind === "adamw" ? config.weightDecay : 0;
      const [value, nextM, nextV] = adamUpdate(
        parameter,
        gradient,
        readVariable(m),
        readVariable(v),
        hyper,
        scale,
        { beta1, beta2, epsilon, weightDecay },
      );
      return [
        { variable, value },
        { variable: m, value: nextM },
        { variable: v, value: nextV },
      ];
    });
  });
}

/** Numbers for `hyper.<group>` at a step: learning rate and, for Adam, the bias corrections 1 − βᵗ, t from 1. */
export function hyperAt(config: OptimiserConfig, learningRate: number, step: number): Float32Array {
  if (config.kind === "sgd") return Float32Array.of(learningRate);
  return adamHyper(learningRate, step, config);
}
