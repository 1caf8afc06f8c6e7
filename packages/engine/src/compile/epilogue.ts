// Epilogues: an elementwise chain computed where a hand-written kernel stores its result, instead of in a launch of its own.
import {
  type BufferRef,
  type Kernel,
  type KernelBinding,
  type Launch,
  storeFunction,
} from "../graph/kernel.ts";
import type { Tensor } from "../graph/op.ts";
import { sameShape } from "../graph/shape.ts";
import type { AdapterFacts } from "../runtime/adapter-facts.ts";
import { elementwiseText, vectorType, type Width, widestOf } from "./elementwise-text.ts";
import type { FusedStep } from "./fuse.ts";
import { chainName } from "./fused-kernel.ts";

/** A chain that reads a node's output and what else it reads. */
export interface Epilogue {
  readonly step: FusedStep;
  /** The node's output, which is then never stored itself. */
  readonly from: Tensor;
}

/** Buffers of a node's inputs in whose memory a tensor lies. */
type RefsOf = (tensor: Tensor) => readonly BufferRef[];

/** A launch whose stores compute chains, with the tensors that these read, in the order of the added bindings. */
export interface ExtendedLaunch extends Launch {
  readonly operands: readonly Tensor[];
  /** Floating-point operations of the chains. */
  readonly chainFlops: number;
}

/** Binding names of a launch that store `ref` through a store function, or undefined when one does not. */
function storesOf({ kernel, buffers }: Launch, ref: BufferRef): readonly string[] | undefined {
  const names = kernel.bindings.filter((_, slot) => buffers[slot] === ref).map(({ name }) => name);
  return names.every((name) => kernel.stores?.includes(name)) ? names : undefined;
}

/** The binding under which a launch has one of the buffers. */
function bindingOf(
  { kernel, buffers }: Launch,
  refs: readonly BufferRef[],
): KernelBinding | undefined {
  return kernel.bindings.find((_, slot) => refs.includes(buffers[slot] as BufferRef));
}

const widthOf = (element: string): Width => (element.startsWith("vec4") ? 4 : 1);

/**
 * Adds a chain to a launch: the function that stores the bound `ref` computes the chain first.
 *
 * The prefix makes the chain's names its own: each epilogue of a kernel has another.
 *
 * @returns undefined when the launch cannot take it: it stores `ref` in another way, four elements at a
 * time where the chain cannot, or needs more buffers than the adapter binds
 */
function extendLaunch(
  launch: ExtendedLaunch,
  ref: BufferRef,
  { step, from }: Epilogue,
  { prefix, refsOf, adapter }: { prefix: string; refsOf: RefsOf; adapter: AdapterFacts },
): ExtendedLaunch | undefined {
  const { kernel, params } = launch;
  const names = storesOf(launch, ref);
  if (names === undefined) return undefined;
  const [name] = names;
  if (name === undefined) return launch;
  const element = kernel.bindings.find((binding) => binding.name === name)?.element ?? "f32";
  const width = widthOf(element);
  if (width > widestOf(step) || vectorType(step, width) !== element) return undefined;
  // WebGPU binds a buffer once when another binding is writable: what the kernel reads already is read there.
  const bound = (tensor: Tensor) => bindingOf(launch, refsOf(tensor));
  const isReadAlike = (tensor: Tensor) =>
    refsOf(tensor).length === 0 ||
    (sameShape(tensor.shape, step.output.shape) && bound(tensor)?.element === element);
  if (!step.inputs.every((tensor) => tensor === from || isReadAlike(tensor))) return undefined;
  const given = { tensor: from, name: "value" };
  const text = elementwiseText(step, { prefix, width, given, bound });
  if (kernel.bindings.length + text.bindings.length > adapter.maxStorageBuffersPerShaderStage) {
    return undefined;
  }
  const extended: Kernel = {
    ...kernel,
    name: `${kernel.name} + ${chainName(step)}`,
    bindings: [...kernel.bindings, ...text.bindings],
    params: [
      ...kernel.params,
      ...Object.keys(text.params).map((key) => ({ name: key, type: "u32" }) as const),
    ],
    stores: (kernel.stores ?? []).filter((other) => other !== name),
    body: [
      text.functions,
      storeFunction(name, element, `${text.statements}\n  ${name}[i] = ${text.result};`),
      kernel.body,
    ].join("\n"),
  };
  return {
    ...launch,
    kernel: extended,
    params: { ...params, ...text.params },
    operands: [...launch.operands, ...text.operands],
    chainFlops: launch.chainFlops + text.flops,
  };
}

/** A node's launches with the chains that they could take. */
export interface Extended {
  readonly launches: readonly ExtendedLaunch[];
  readonly taken: ReadonlySet<Epilogue>;
}

/**
 * Adds to a node's launches every chain that all launches which store its output can take.
 *
 * @param refOf the buffer of a node's output in the launches
 * @param refsOf the buffers of a node's inputs in whose memory a tensor lies
 */
export function extendLaunches(
  launches: readonly Launch[],
  epilogues: readonly Epilogue[],
  refOf: (output: Tensor) => BufferRef | undefined,
  refsOf: RefsOf,
  adapter: AdapterFacts,
): Extended {
  let current: readonly ExtendedLaunch[] = launches.map((launch) => ({
    ...launch,
    operands: [],
    chainFlops: 0,
  }));
  const taken = new Set<Epilogue>();
  epilogues.forEach((epilogue, index) => {
    const ref = refOf(epilogue.from);
    if (ref === undefined) return;
    const next = current.map((launch) =>
      extendLaunch(launch, ref, epilogue, { prefix: `e${index}_`, refsOf, adapter }),
    );
    if (next.some((launch) => launch === undefined)) return;
    current = next as readonly ExtendedLaunch[];
    taken.add(epilogue);
  });
  return { launches: current, taken };
}
