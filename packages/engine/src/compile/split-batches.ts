// Splits batches: a tensor too large for one binding is made, kept and read as parts of a few images each.
import { EngineError } from "../error.ts";
import { accumulate, tensorKey, topologicalOrder } from "../graph/gradients.ts";
import type { ImageSplit, Op, OpNode, Tensor } from "../graph/op.ts";
import { formatShape } from "../graph/shape.ts";
import { applyOp, applyOp1, named } from "../graph/tensor.ts";
import { bytesOf, type TensorType } from "../graph/tensor-type.ts";
import type { AdapterFacts } from "../runtime/adapter-facts.ts";
import { copyRange } from "./copy-range.ts";
import type { ProgramSpec } from "./program-spec.ts";

/** A range of axis 0. */
interface Range {
  readonly first: number;
  readonly count: number;
}

const withRows = ({ shape, dtype }: TensorType, rows: number): TensorType => ({
  shape: [rows, ...shape.slice(1)],
  dtype,
});

const cost: Op<unknown>["cost"] = (_, outputs) => ({ flops: 0, bytes: 2 * bytesOf(...outputs) });

/** Rows first … first + count − 1 of axis 0. */
const takeRows: Op<Range> = {
  name: "take images",
  half: { inputs: "all", outputs: "all" },
  infer: ([x], { count }) => (x ? [withRows(x, count)] : []),
  lower({ inputs: [x], outputs: [y], attrs: { first, count } }) {
    if (!x || !y) return [];
    const words = bytesOf(y.type) / 4;
    return [copyRange(x, y, { words, from: (words / count) * first, to: 0 })];
  },
  cost,
};

/** Parts joined along axis 0. */
const joinRows: Op<null> = {
  name: "join images",
  half: { inputs: "all", outputs: "all" },
  infer: (inputs) => {
    const rows = inputs.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
    return inputs.slice(0, 1).map((first) => withRows(first, rows));
  },
  lower({ inputs, outputs: [y] }) {
    if (!y) return [];
    let to = 0;
    return inputs.map((x) => {
      const words = bytesOf(x.type) / 4;
      const launch = copyRange(x, y, { words, from: 0, to });
      to += words;
      return launch;
    });
  },
  cost,
};

/** A tensor of the new graph: whole, as parts, or both once both were asked for. */
interface Value {
  whole?: Tensor;
  parts?: readonly Tensor[];
}

/** How a node runs on the parts of a batch. */
interface NodeSplit {
  readonly images: number;
  readonly parts: readonly ImageSplit<unknown>[];
}

/** What an elementwise op does to a batch: operands of the output's rank with its batch go along. */
function elementwiseSplit({ inputs, outputs }: OpNode): ImageSplit<unknown> {
  const [output] = outputs;
  const goesAlong = ({ shape }: TensorType) =>
    shape.length === output?.shape.length && shape[0] === output.shape[0];
  return {
    inputs: inputs.flatMap((input, index) => (goesAlong(input) ? [index] : [])),
    outputs: "images",
  };
}

/** Rewrites a graph node by node. */
class Splitter {
  readonly #limit: number;
  readonly #values = new Map<object | string, Value>();
  /** Images per part by images per batch. */
  readonly #imagesPerPart = new Map<number, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  isTooLarge(tensor: Tensor): boolean {
    return tensor.source.kind === "op" && bytesOf(tensor) > this.#limit;
  }

  /** What a node makes, for others or for itself, that one binding cannot hold. */
  tooLargeOf({ op, inputs, outputs, attrs }: OpNode): readonly TensorType[] {
    const own = op.batchScratch?.(inputs, attrs) ?? [];
    return [...outputs, ...own].filter((type) => bytesOf(type) > this.#limit);
  }

  /** Notes how far a batch must be split for a tensor. What one image exceeds is refused by the planner. */
  note(tensor: TensorType): void {
    const images = tensor.shape[0] ?? 1;
    const fitting = Math.floor(this.#limit / (bytesOf(tensor) / images));
    const known = this.#imagesPerPart.get(images) ?? images;
    if (fitting >= 1) this.#imagesPerPart.set(images, Math.min(known, fitting));
  }

  #rangesOf(images: number): readonly Range[] {
    const size = this.#imagesPerPart.get(images) ?? images;
    return Array.from({ length: Math.ceil(images / size) }, (_, part) => ({
      first: part * size,
      count: Math.min(size, images - part * size),
    }));
  }

  #valueOf(tensor: Tensor): Value {
    const key = tensorKey(tensor);
    const known = this.#values.get(key);
    if (known) return known;
    const value = { whole: tensor };
    this.#values.set(key, value);
    return value;
  }

  whole(tensor: Tensor): Tensor {
    const value = this.#valueOf(tensor);
    value.whole ??= labelled(applyOp1(joinRows, value.parts ?? [], null), tensor);
    return value.whole;
  }

  #parts(tensor: Tensor, images: number): readonly Tensor[] {
    const value = this.#valueOf(tensor);
    const rows = (tensor.shape[0] ?? 1) / images;
    value.parts ??= this.#rangesOf(images).map(({ first, count }) => {
      const range = { first: rows * first, count: rows * count };
      return labelled(applyOp1(takeRows, [this.whole(tensor)], range), tensor);
    });
    return value.parts;
  }

  /** Batches along which a node may have to be split: those of its tensors that are too large. */
  #batchesOf(node: OpNode): readonly number[] {
    const read = node.inputs.filter((tensor) => this.isTooLarge(tensor));
    const large = [...this.tooLargeOf(node), ...read];
    const batches = new Set(large.map(({ shape }) => shape[0] ?? 1));
    return [...batches].filter((images) => this.#imagesPerPart.has(images));
  }

  /** How a node runs on each part of a batch; undefined when it cannot, or its tensors fit. */
  #splitOf(node: OpNode): NodeSplit | undefined {
    const { op, inputs, outputs, attrs } = node;
    for (const images of this.#batchesOf(node)) {
      const rules = this.#rangesOf(images).map((range) =>
        op.byImages
          ? op.byImages({ inputs, outputs, attrs, images, ...range })
          : op.elementwise && elementwiseSplit(node),
      );
      const parts = rules.flatMap((rule) => rule ?? []);
      const [rule] = parts;
      if (!rule || parts.length < rules.length) continue;
      const along = rule.inputs.map((index) => inputs[index] as Tensor);
      const moved = rule.outputs === "images" ? [...along, ...outputs] : along;
      if (moved.every(({ shape }) => (shape[0] ?? 1) % images === 0)) return { images, parts };
    }
    return undefined;
  }

  #keepWhole(node: OpNode): void {
    const inputs = node.inputs.map((tensor) => this.whole(tensor));
    const isSame = inputs.every((tensor, index) => tensor === node.inputs[index]);
    if (isSame) return;
    const outputs = applyOp(node.op, inputs, node.attrs);
    node.outputs.forEach((output, index) => {
      this.#values.set(output, {
        whole: labelled(outputs[index] as Tensor, output),
      });
    });
  }

  /** @throws {EngineError} tag `limit` when parts would fit but the op needs the batch whole */
  #refuseWhole(node: OpNode): void {
    const { op, label, inputs, outputs } = node;
    const images = this.#batchesOf(node)[0];
    const large = [...inputs, ...outputs].find(
      (tensor) => this.isTooLarge(tensor) && tensor.shape[0] === images,
    );
    if (!large) return;
    throw new EngineError(
      "limit",
      `${label ?? op.name}: a tensor must fit in ${this.#limit} bytes on this adapter or be read image by ` +
        `image, but "${op.name}" needs all of ${formatShape(large.shape)}, ${bytesOf(large)} bytes. ` +
        "Use a smaller batch, micro-batches, or a smaller image size.",
      { limit: this.#limit, sizeBytes: bytesOf(large) },
    );
  }

  add(node: OpNode): void {
    const { op, attrs, inputs, outputs } = node;
    const split = this.#splitOf(node);
    const rule = split?.parts[0];
    if (!split || !rule) {
      this.#refuseWhole(node);
      this.#keepWhole(node);
      return;
    }
    const isPart = new Set(rule.inputs);
    const made = split.parts.map((part, index) => {
      const read = inputs.map((tensor, at) =>
        isPart.has(at) ? (this.#parts(tensor, split.images)[index] as Tensor) : this.whole(tensor),
      );
      return applyOp(op, read, part.attrs ?? attrs);
    });
    outputs.forEach((output, at) => {
      const parts = made.map((part) => labelled(part[at] as Tensor, output));
      if (rule.outputs === "images") this.#values.set(output, { parts });
      else this.#values.set(output, { whole: sumOf(parts, output) });
    });
  }
}

/** Gives the node that makes `made` the label of the one that made `tensor`; returns `made`. */
const labelled = (made: Tensor, { source }: Tensor): Tensor =>
  source.kind === "op" ? named(made, source.node.label ?? source.node.op.name) : made;

/** The sum of partial results in the order of the images, so that equal inputs give equal bits. */
const sumOf = (parts: readonly Tensor[], whole: Tensor): Tensor =>
  parts.reduce((sum, part) => labelled(applyOp1(accumulate, [sum, part], null), whole));

/**
 * The same program with every computed tensor that is too large for one binding in parts of whole images.
 *
 * Ops whose rule is `byImages`, and elementwise ops, run once per part; sums over the batch are added up in order.
 * An op without such a rule keeps its tensors whole, and the planner refuses what does not fit.
 */
export function splitBatches(spec: ProgramSpec, adapter: AdapterFacts): ProgramSpec {
  const limit = Math.min(adapter.maxStorageBufferBindingSize, adapter.maxBufferSize);
  const updates = spec.updates ?? [];
  const order = topologicalOrder([
    ...Object.values(spec.outputs),
    ...updates.map(({ value }) => value),
  ]);
  const splitter = new Splitter(limit);
  const large = order.flatMap((node) => splitter.tooLargeOf(node));
  if (large.length === 0) return spec;
  for (const tensor of large) splitter.note(tensor);
  for (const node of order) splitter.add(node);
  return {
    outputs: Object.fromEntries(
      Object.entries(spec.outputs).map(([name, tensor]) => [name, splitter.whole(tensor)]),
    ),
    updates: updates.map(({ variable, value }) => ({ variable, value: splitter.whole(value) })),
  };
}
