// Which weights one update covers: weights that lie side by side and share a learning rate are updated at once.
import { elementCount, offsetOf, ownerOf, partLength, partOf, type Variable } from "@pleura/engine";

/** Weights that are updated as one tensor. */
export interface UpdateUnit {
  readonly members: readonly Variable[];
  /** The memory of all members: the one weight itself, or a flat range with the slots of several. */
  readonly variable: Variable;
}

const slotBytes = ({ shape }: Variable) => 4 * partLength(elementCount(shape));

function unitOf(members: readonly Variable[]): UpdateUnit {
  const [first] = members as readonly [Variable, ...Variable[]];
  if (members.length === 1) return { members, variable: first };
  const length = members.reduce((sum, member) => sum + slotBytes(member) / 4, 0);
  const name = `${first.name} and ${members.length - 1} more`;
  const variable = partOf(ownerOf(first), name, [length], offsetOf(first) / 4);
  return { members, variable };
}

/** Joins each weight to the one before it when its slot follows in the same memory. */
export function updateUnits(parameters: readonly Variable[]): readonly UpdateUnit[] {
  const runs: Variable[][] = [];
  // Weights that lie apart from the others may stand between neighbours.
  const open = new Map<Variable, Variable[]>();
  for (const parameter of parameters) {
    const owner = ownerOf(parameter);
    const run = open.get(owner);
    const last = run?.at(-1);
    if (run && last && offsetOf(parameter) === offsetOf(last) + slotBytes(last)) {
      run.push(parameter);
      continue;
    }
    const fresh = [parameter];
    runs.push(fresh);
    open.set(owner, fresh);
  }
  return runs.map(unitOf);
}

/**
 * State of a weight's optimiser in the layout of its unit, by weight.
 *
 * @param make makes a variable of zeros with memory of its own
 */
export function stateOfUnit(
  { members, variable }: UpdateUnit,
  nameOf: (weight: string) => string,
  make: (name: string, shape: readonly number[]) => Variable,
): readonly Variable[] {
  const [first] = members as readonly [Variable, ...Variable[]];
  if (members.length === 1) return [make(nameOf(first.name), first.shape)];
  const whole = make(nameOf(variable.name), variable.shape);
  let at = 0;
  return members.map((member) => {
    const part = partOf(whole, nameOf(member.name), member.shape, at);
    at += slotBytes(member) / 4;
    return part;
  });
}
