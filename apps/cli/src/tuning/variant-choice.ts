// How a command's programs choose among kernel variants: by the cached table, by a run's record, or not at all.
import {
  type AdapterFacts,
  type ChooseVariant,
  type ChosenVariant,
  chooseByTable,
} from "@pleura/engine";
import { hashText, readTuning } from "./tuning-file.ts";

/** Where choices come from. */
export type ChoiceSource =
  /** The adapter's table in the cache folder, if there is one. */
  | "cache"
  /** The built-in tables. */
  | "built-in"
  /** What a run began with. */
  | readonly ChosenVariant[];

/** Choices for the device that a command opens. */
export interface VariantChoice {
  /** For `openDevice`: choices for the adapter that was found. */
  chooseFor(adapter: AdapterFacts): ChooseVariant | undefined;
  /** What differs from the built-in tables, for the record of a run; empty before the device is open. */
  readonly choices: readonly ChosenVariant[];
}

/** Makes the choices; `say` gets one line when something is ignored. */
export function variantChoice(source: ChoiceSource, say: (line: string) => void): VariantChoice {
  let choices: readonly ChosenVariant[] = [];
  const ignore = (what: string) =>
    say(`tuning: ${what}, so it is ignored; pleura doctor --tune measures again`);
  const read = (adapter: AdapterFacts): readonly ChosenVariant[] => {
    if (source === "built-in") return [];
    if (source !== "cache") return source;
    const found = readTuning(adapter);
    if ("problem" in found) ignore(found.problem);
    const table = "table" in found ? found.table : [];
    return table
      .filter(({ chosen, builtIn }) => chosen !== builtIn)
      .map(({ question, kernels, chosen }) => ({ question, kernels, chosen }));
  };
  return {
    chooseFor(adapter) {
      choices = read(adapter);
      if (choices.length === 0) return undefined;
      let isTold = false;
      const onStale = ({ question }: ChosenVariant) => {
        if (!isTold) ignore(`the choice for ${question} is of other kernels`);
        isTold = true;
      };
      return chooseByTable(choices, adapter, { hash: hashText, onStale });
    },
    get choices() {
      return choices;
    },
  };
}
