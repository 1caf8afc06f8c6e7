// Optimisers over all trained weights: graph updates, their state, and what the host feeds per step.
import {
  input,
  ownerOf,
  readVariable,
  type Shape,
  type Tensor,
  type Update,
  type Variable,
} from "@pleura/engine";
import { adamHyper, adamUpdate, pack, sgdUpdate } from "@pleura/kernels";
import { stateOfUnit, type UpdateUnit, updateUnits } from "./update-units.ts";

/** Settings of an optimiser. 0 switches a clipping off. */
export interface OptimiserConfig {
  readonly kind: "adam" | "adamw" | "sgd";
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  readonly momentum: number;
  /** Largest joint norm of all gradients, after `clipValue`; of each one by itself with `clipsEachNorm`. */
  readonly clipNorm: number;
  /** Largest size of each number of a gradient; off when absent. First by value, as in Keras from TensorFlow 2.4 on. */
  readonly clipValue?: number | undefined;
  /** True clips the norm of each weight's gradient by itself, as Keras' `clipnorm`; by default the joint norm. */
  readonly clipsEachNorm?: boolean | undefined;
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

type Slot = "momentum" | "m" | "v";

const slotsOf = ({ kind }: OptimiserConfig): readonly Slot[] =>
  kind === "sgd" ? ["momentum"] : ["m", "v"];

/** Name under which an optimiser keeps a slot of a weight's state. */
const stateName = (slot: Slot, weight: string) => `optimiser.${slot}.${weight}`;

/**
 * State that an optimiser keeps per weight, by checkpoint name, in the layout of the weights.
 *
 * @param make makes a variable of zeros with memory of its own
 */
export function layOutOptimiserState(
  groups: readonly RateGroup[],
  config: OptimiserConfig,
  make: (name: string, shape: Shape) => Variable,
): ReadonlyMap<string, Variable> {
  const state = new Map<string, Variable>();
  for (const unit of groups.flatMap(({ parameters }) => updateUnits(parameters))) {
    for (const slot of slotsOf(config)) {
      for (const variable of stateOfUnit(unit, (weight) => stateName(slot, weight), make)) {
        state.set(variable.name, variable);
      }
    }
  }
  return state;
}

/** A unit of weights with the gradient of all its members in its layout. */
export interface UnitGradient {
  readonly group: string;
  readonly unit: UpdateUnit;
  readonly gradient: Tensor;
}

/** The gradients of all trained weights, those of weights that are updated at once in one tensor. */
export function unitGradients(
  groups: readonly RateGroup[],
  gradients: ReadonlyMap<Variable, Tensor>,
): readonly UnitGradient[] {
  return groups.flatMap(({ name: group, parameters }) =>
    updateUnits(parameters).map((unit) => {
      const each = unit.members.map((member) => gradients.get(member) as Tensor);
      return { group, unit, gradient: each.length === 1 ? (each[0] as Tensor) : pack(each) };
    }),
  );
}

/**
 * Updates of every trained weight, one launch per unit.
 *
 * @param scale factor on all gradients (from clipping); a non-finite one skips the step
 */
export function optimiserUpdates(
  config: OptimiserConfig,
  gradients: readonly UnitGradient[],
  state: ReadonlyMap<string, Variable>,
  scale: Tensor,
): readonly Update[] {
  return gradients.flatMap(({ group, unit: { members, variable }, gradient }): Update[] => {
    const hyper = input(`hyper.${group}`, [config.kind === "sgd" ? 1 : 3]);
    // The state of a unit's members lies in one variable, as they do.
    const slot = (key: Slot) =>
      ownerOf(state.get(stateName(key, members[0]?.name ?? "")) as Variable);
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
}

/** Numbers for `hyper.<group>` at a step: learning rate and, for Adam, the bias corrections 1 − βᵗ, t from 1. */
export function hyperAt(config: OptimiserConfig, learningRate: number, step: number): Float32Array {
  if (config.kind === "sgd") return Float32Array.of(learningRate);
  return adamHyper(learningRate, step, config);
}
