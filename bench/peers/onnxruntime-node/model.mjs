// ONNX models of the forward-only workloads, made with the published protobuf schema.
import { createRequire } from "node:module";
import { unetWeights } from "../numbers.mjs";

const { onnx } = createRequire(import.meta.url)("onnx-proto");

/** Opset 14 is the first with all forms used here; IR version 7 belongs to it (ONNX, "Versioning"). */
const [opset, irVersion] = [14, 7];

const { FLOAT } = onnx.TensorProto.DataType;

/** An input or output of f32 numbers. */
function valueInfo(name, shape) {
  const dim = shape.map((dimValue) => ({ dimValue }));
  return { name, type: { tensorType: { elemType: FLOAT, shape: { dim } } } };
}

/** A fixed tensor of f32 numbers. */
function initializer(name, dims, numbers) {
  const rawData = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  return { name, dims, dataType: FLOAT, rawData };
}

/** An attribute: a whole number, several, or a word. */
function attribute(name, value) {
  const { INT, INTS, STRING } = onnx.AttributeProto.AttributeType;
  if (typeof value === "number") return { name, type: INT, i: value };
  if (typeof value === "string") return { name, type: STRING, s: new TextEncoder().encode(value) };
  return { name, type: INTS, ints: value };
}

/** Collects nodes and fixed tensors; every method returns the name of its result. */
class GraphWriter {
  #nodes = [];
  #initializers = [];

  fixed(name, dims, numbers) {
    this.#initializers.push(initializer(name, dims, numbers));
    return name;
  }

  node(opType, input, output, attributes = {}) {
    const list = Object.entries(attributes).map(([name, value]) => attribute(name, value));
    this.#nodes.push({ opType, name: output, input, output: [output], attribute: list });
    return output;
  }

  /** The model's bytes. */
  finish(inputs, outputs) {
    const graph = {
      name: "workload",
      node: this.#nodes,
      initializer: this.#initializers,
      input: inputs.map((value) => valueInfo(...value)),
      output: outputs.map((value) => valueInfo(...value)),
    };
    const opsetImport = [{ domain: "", version: opset }];
    return onnx.ModelProto.encode({ irVersion, opsetImport, graph }).finish();
  }
}

/** Window of a k × k convolution with "same" padding. */
function window(k) {
  const pad = (k - 1) / 2;
  return { kernel_shape: [k, k], pads: [pad, pad, pad, pad], strides: [1, 1] };
}

/** The UNet of W3: input `x`, output `y`. */
export function unetModel({ base, batch, size }) {
  const writer = new GraphWriter();
  const weights = new Map(unetWeights(base).map((weight) => [weight.name, weight]));
  const noRegion = writer.fixed("no region", [0], new Float32Array(0));
  const twice = writer.fixed("twice", [4], Float32Array.of(1, 1, 2, 2));
  const conv = (name, x) => {
    const { ci, co, k, filter, bias } = weights.get(name);
    const w = writer.fixed(`${name} filter`, [co, ci, k, k], filter);
    const b = writer.fixed(`${name} bias`, [co], bias);
    const sum = writer.node("Conv", [x, w, b], `${name} sum`, window(k));
    return name === "out" ? writer.node("Sigmoid", [sum], "y") : writer.node("Relu", [sum], name);
  };
  const pool = (x) =>
    writer.node("MaxPool", [x], `${x} pooled`, { kernel_shape: [2, 2], strides: [2, 2] });
  const join = (deep, skip) => {
    const large = writer.node("Resize", [deep, noRegion, twice], `${deep} large`, {
      mode: "nearest",
      coordinate_transformation_mode: "asymmetric",
      nearest_mode: "floor",
    });
    return writer.node("Concat", [large, skip], `${deep} and ${skip}`, { axis: 1 });
  };
  const e1 = conv("e1b", conv("e1a", "x"));
  const e2 = conv("e2b", conv("e2a", pool(e1)));
  const middle = conv("mb", conv("ma", pool(e2)));
  const d2 = conv("d2b", conv("d2a", join(middle, e2)));
  conv("out", conv("d1b", conv("d1a", join(d2, e1))));
  const shape = [batch, 1, size, size];
  return writer.finish([["x", shape]], [["y", shape]]);
}

/** W4f and W4x: a convolution, or the transposed one, which is its input gradient. */
export function convolutionModel({ pass, batch, channels, size }, filter) {
  const writer = new GraphWriter();
  const w = writer.fixed("filter", [channels, channels, 3, 3], filter);
  writer.node(pass === "forward" ? "Conv" : "ConvTranspose", ["x", w], "y", window(3));
  const shape = [batch, channels, size, size];
  return writer.finish([["x", shape]], [["y", shape]]);
}

/** W5: `x` times a fixed matrix. */
export function matmulModel({ size }, b) {
  const writer = new GraphWriter();
  writer.node("MatMul", ["x", writer.fixed("b", [size, size], b)], "y");
  return writer.finish([["x", [size, size]]], [["y", [size, size]]]);
}
