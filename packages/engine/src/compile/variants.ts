// Variants: which of an op's alternative lowerings a node gets.
import { EngineError } from "../error.ts";
import type { Op, OpNode } from "../graph/op.ts";
import type { TensorType } from "../graph/tensor-type.ts";
import type { AdapterFacts } from "../runtime/adapter-facts.ts";

/** Everything on which the choice between an op's variants may depend, besides the adapter. */
export interface VariantQuestion {
  readonly op: Op<unknown>;
  readonly inputs: readonly TensorType[];
  readonly outputs: readonly TensorType[];
  readonly attrs: unknown;
  /** Names that the op offers; the first is that of its built-in table. */
  readonly names: readonly string[];
}

/** Answers with one of the question's names, or undefined for the first. */
export type ChooseVariant = (question: VariantQuestion) => string | undefined;

const typeOf = ({ shape, dtype }: TensorType): TensorType => ({ shape, dtype });

/** The question that a node asks on an adapter; undefined when its op has one way only. */
function questionOf(node: OpNode, adapter: AdapterFacts): VariantQuestion | undefined {
  const { op, attrs } = node;
  if (!op.variants) return undefined;
  const inputs = node.inputs.map(typeOf);
  const outputs = node.outputs.map(typeOf);
  const names = op.variants({ inputs, outputs, attrs, adapter });
  return names.length === 0 ? undefined : { op, inputs, outputs, attrs, names };
}

/**
 * The variant that a node gets.
 *
 * @throws {EngineError} tag `internal` when `choose` answers with a name that the op does not offer
 */
export function variantOf(
  node: OpNode,
  adapter: AdapterFacts,
  choose?: ChooseVariant,
): string | undefined {
  const question = questionOf(node, adapter);
  if (!question) return undefined;
  const { names } = question;
  const chosen = choose?.(question) ?? names[0];
  if (chosen !== undefined && names.includes(chosen)) return chosen;
  throw new EngineError(
    "internal",
    `${node.op.name}: the variant must be one of ${names.map((name) => `"${name}"`).join(", ")}, but ` +
      `"${chosen}" was chosen. Choose one of them, or undefined for the first.`,
    { names, chosen },
  );
}
