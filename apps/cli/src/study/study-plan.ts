// The cells of a study, in the order they are trained: which network on which split with which labels and seed.
import { ARMS, type Arm, type ArmName, type PretextLoss } from "./study-arms.ts";

/** What decides the cells. */
export interface StudyDesign {
  readonly arms: readonly ArmName[];
  readonly losses: readonly PretextLoss[];
  readonly seeds: readonly number[];
  /** Shares of the labelled training films, 0 to 1. */
  readonly labelFractions: readonly number[];
  readonly pretextPerSeed: boolean;
  readonly headline: { readonly arm: ArmName; readonly loss: PretextLoss };
  /** Name of the split of the main table. */
  readonly mainSplit: string;
  /** Further splits, on which the headline alone is trained. */
  readonly otherSplits: readonly string[];
  /** Views of the films that audits train on, with the main split. */
  readonly views: readonly string[];
}

/** Name of the view that shows all of a film. */
export const WHOLE_VIEW = "whole";

/** A restoration model of the study. */
export interface PretextCell {
  readonly kind: "pretext";
  /** Folder below the study's. */
  readonly id: string;
  readonly split: string;
  readonly arm: ArmName;
  readonly loss: PretextLoss;
  readonly seed: number;
}

/** A classifier of the study. */
export interface FinetuneCell {
  readonly kind: "finetune";
  /** Folder below the study's. */
  readonly id: string;
  readonly split: string;
  readonly arm: ArmName;
  /** Loss of the pretext; absent for an arm without one. */
  readonly loss?: PretextLoss;
  readonly labelFraction: number;
  readonly seed: number;
  /** The pretext cell it starts from; absent for a start from scratch. */
  readonly pretext?: PretextCell;
  /** What of the films is seen; absent for all. */
  readonly view?: string;
}

/** A training of the study. */
export type StudyCell = PretextCell | FinetuneCell;

/**
 * All cells, each after the cells it starts from.
 *
 * Seed by seed, so that a study that is stopped early has all arms for the seeds it has. Arms without a pretext have
 * one cell whatever the losses.
 */
export function planStudy(design: StudyDesign): readonly StudyCell[] {
  const cells = new Map<string, StudyCell>();
  const add = <C extends StudyCell>(cell: C): C => {
    if (!cells.has(cell.id)) cells.set(cell.id, cell);
    return cell;
  };
  const addFinetune = (
    arm: Arm,
    loss: PretextLoss,
    { split, labelFraction, seed, view }: CellPlace,
  ): void => {
    const pretext = arm.isPretrained ? add(pretextCell(design, arm, loss, split, seed)) : undefined;
    const parts = [
      split,
      arm.name,
      ...(arm.isPretrained ? [loss] : []),
      percent(labelFraction),
      `seed${seed}`,
      ...(view === undefined ? [] : [view]),
    ];
    add({
      kind: "finetune",
      id: `finetune/${parts.join("_")}`,
      split,
      arm: arm.name,
      ...(arm.isPretrained && { loss }),
      labelFraction,
      seed,
      ...(pretext !== undefined && { pretext }),
      ...(view !== undefined && { view }),
    });
  };
  const fractions = [...design.labelFractions].sort((a, b) => b - a);
  const { arm: headArm, loss: headLoss } = design.headline;
  const most = fractions[0] ?? 1;
  for (const [turn, seed] of design.seeds.entries()) {
    for (const labelFraction of fractions) {
      const place = { split: design.mainSplit, labelFraction, seed };
      for (const arm of design.arms) {
        for (const loss of design.losses) addFinetune(ARMS[arm], loss, place);
      }
    }
    if (turn > 0) continue;
    // Altered films need the same network on whole films beside them.
    const views = design.views.length === 0 ? [] : [WHOLE_VIEW, ...design.views];
    for (const view of views) {
      const place = { split: design.mainSplit, labelFraction: most, seed, view };
      addFinetune({ ...ARMS[headArm], isPretrained: false }, headLoss, place);
    }
    for (const split of design.otherSplits) {
      addFinetune(ARMS[headArm], headLoss, { split, labelFraction: most, seed });
    }
  }
  return [...cells.values()];
}

interface CellPlace {
  readonly split: string;
  readonly labelFraction: number;
  readonly seed: number;
  readonly view?: string;
}

function pretextCell(
  { pretextPerSeed, seeds }: StudyDesign,
  arm: Arm,
  loss: PretextLoss,
  split: string,
  seed: number,
): PretextCell {
  const own = pretextPerSeed ? seed : (seeds[0] ?? seed);
  const id = `pretext/${[split, arm.name, loss, `seed${own}`].join("_")}`;
  return { kind: "pretext", id, split, arm: arm.name, loss, seed: own };
}

/** A share as a name: 0.01 is `1pct`. */
export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(6))}pct`;
}
