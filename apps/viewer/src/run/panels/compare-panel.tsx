// Two runs side by side: the settings that differ, and the numbers of both with their intervals.
import { intervalText } from "@pleura/pictures";
import { oneLine } from "../../app/page-text.ts";
import { Choice } from "../../controls/choice.tsx";
import { ScrollArea } from "../../controls/scroll-area.tsx";
import { numbersOf } from "../read/growing-numbers.ts";
import type { Judgement } from "../read/judge-predictions.ts";
import { shownNumber } from "../read/shown-value.ts";
import { valueDifferences } from "../read/value-tree.ts";
import {
  type Curves,
  dataOf,
  keyText,
  type RunData,
  type RunKey,
  type RunState,
  readyValue,
  runName,
  type SplitName,
} from "../run-state.ts";

interface ComparePanelProps {
  readonly state: RunState;
  readonly runKey: RunKey;
  readonly onCompare: (key: RunKey | undefined) => void;
}

/** The choice of the other run, and the comparison. */
export function ComparePanel({ state, runKey, onCompare }: ComparePanelProps) {
  const others = state.places
    .flatMap(({ id, contents }) => contents.runs.map(({ path }) => ({ place: id, path })))
    .filter((key) => keyText(key) !== keyText(runKey));
  const { compared } = state;
  return (
    <div class="compare">
      <div class="run-controls">
        <Choice
          label="Compare with"
          value={compared === undefined ? "" : keyText(compared)}
          options={[
            { value: "", text: others.length === 0 ? "no other run is open" : "no run" },
            ...others.map((key) => ({ value: keyText(key), text: oneLine(runName(state, key)) })),
          ]}
          onChange={(value) => onCompare(others.find((key) => keyText(key) === value))}
        />
      </div>
      {others.length === 0 && (
        <p class="muted">
          Open another run's folder beside this one, or start pleura view with both: pleura view A
          B.
        </p>
      )}
      {compared !== undefined && (
        <Comparison
          names={[runName(state, runKey), runName(state, compared)]}
          first={dataOf(state, runKey)}
          second={dataOf(state, compared)}
        />
      )}
    </div>
  );
}

interface ComparisonProps {
  readonly names: readonly [string, string];
  readonly first: RunData | undefined;
  readonly second: RunData | undefined;
}

function Comparison({ names, first, second }: ComparisonProps) {
  const [a, b] = [readyValue(first?.facts), readyValue(second?.facts)];
  const differences = a && b ? valueDifferences(a.lines, b.lines) : [];
  return (
    <>
      <p class="muted">The curves of both are in the tab Curves, those of the second run dashed.</p>
      <h3>Numbers of both</h3>
      <PairTable names={names} rows={numberRows(first, second)} none="Neither has any yet." />
      <h3>Values of run.json that differ</h3>
      {a === undefined || b === undefined ? (
        <p class="muted">Both runs must have a run.json that can be read.</p>
      ) : (
        <PairTable
          names={names}
          rows={differences.map((one) => [one.path, one.first ?? "–", one.second ?? "–"])}
          none="None: both runs were started alike."
        />
      )}
    </>
  );
}

type PairRow = readonly [name: string, first: string, second: string];

function PairTable({
  names,
  rows,
  none,
}: {
  readonly names: readonly [string, string];
  readonly rows: readonly PairRow[];
  readonly none: string;
}) {
  if (rows.length === 0) return <p class="muted">{none}</p>;
  return (
    <ScrollArea label={`${names[0]} and ${names[1]}`}>
      <table class="run-table left">
        <thead>
          <tr>
            <th scope="col">value</th>
            <th scope="col">{oneLine(names[0])}</th>
            <th scope="col">{oneLine(names[1])}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, first, second]) => (
            <tr key={name}>
              <th scope="row">{oneLine(name)}</th>
              <td class="mono">{first}</td>
              <td class="mono">{second}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}

/** Numbers of the predictions that both splits have, and the last values of all curves. */
function numberRows(first: RunData | undefined, second: RunData | undefined): readonly PairRow[] {
  const splits: readonly SplitName[] = ["test", "val", "report"];
  const judged = splits.flatMap((split): PairRow[] => {
    const [a, b] = [judgementOf(first, split), judgementOf(second, split)];
    if (a === undefined && b === undefined) return [];
    const row = (name: string, read: (one: Judgement) => string): PairRow => [
      `${split === "report" ? "report.json" : split}: ${name}`,
      a === undefined ? "–" : read(a),
      b === undefined ? "–" : read(b),
    ];
    return [
      row("films", ({ n }) => `${n}`),
      row("accuracy", ({ accuracy }) => intervalText(accuracy)),
      row("mean AUROC", ({ macroAuroc }) => intervalText(macroAuroc)),
      row("Brier score", ({ brier }) => intervalText(brier)),
      row("calibration error", ({ ece }) => ece.toFixed(3)),
    ];
  });
  const [a, b] = [readyValue(first?.curves), readyValue(second?.curves)];
  const names = new Set([...(a?.byName.keys() ?? []), ...(b?.byName.keys() ?? [])]);
  const last = [...names].map(
    (name): PairRow => [`last ${name}`, lastOf(a, name), lastOf(b, name)],
  );
  return [...judged, ...last];
}

function judgementOf(data: RunData | undefined, split: SplitName): Judgement | undefined {
  return readyValue(readyValue(data?.answers[split])?.judgement);
}

function lastOf(curves: Curves | undefined, name: string): string {
  const curve = curves?.byName.get(name);
  const value = curve && numbersOf(curve.values).at(-1);
  return value === undefined ? "–" : shownNumber(value);
}
