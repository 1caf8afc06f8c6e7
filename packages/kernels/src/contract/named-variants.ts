// Variants of an op as named records: what an op offers, and the one that a plan chose.

/** A variant with the name by which it is chosen. */
export interface Named<Choice> {
  readonly name: string;
  readonly choice: Choice;
}

/** The first of each name. */
export function withoutTwins<Choice>(all: readonly Named<Choice>[]): readonly Named<Choice>[] {
  return all.filter(({ name }, at) => all.findIndex((other) => other.name === name) === at);
}

/** The name of a variant. */
export const nameOf = ({ name }: Named<unknown>) => name;

/** The choice of that name; without a name, or with an unknown one, the first. */
export function choiceOf<Choice>(
  variants: readonly Named<Choice>[],
  variant: string | undefined,
): Choice {
  const found = variants.find(({ name }) => name === variant) ?? variants[0];
  return (found as Named<Choice>).choice;
}
