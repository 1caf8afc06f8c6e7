// A study's table: a row for each arm, with its numbers and the trainings behind them.
import { oneLine } from "../../app/page-text.ts";
import { ScrollArea } from "../../controls/scroll-area.tsx";
import { joinPath } from "../read/folder-contents.ts";
import type { StudyFacts, StudyRow } from "../read/study-facts.ts";
import type { Place, RunKey } from "../run-state.ts";
import { PageLinks } from "./page-links.tsx";

interface StudyPanelProps {
  readonly place: Place;
  readonly onSelect: (key: RunKey) => void;
}

/** Numbers of a row that are shown; the others are in study.json. */
const SHOWN = [
  ["accuracy", "accuracy"],
  ["macro.auroc", "mean AUROC"],
  ["macro.f1", "mean F1"],
  ["brier", "Brier score"],
  ["ece", "calibration error"],
] as const;

/** The table, or why there is none. */
export function StudyPanel({ place, onSelect }: StudyPanelProps) {
  const { study, name } = place;
  return (
    <section class="study" aria-label="Study">
      <h2>Study {oneLine(name)}</h2>
      <PageLinks place={place} folder={place.contents.study ?? ""} />
      {(study === undefined || study.kind === "loading") && <p class="muted">reading …</p>}
      {study?.kind === "failed" && <p class="warn">{oneLine(study.reason)}</p>}
      {study?.kind === "ready" && (
        <StudyTable study={study.value} place={place} onSelect={onSelect} />
      )}
      {place.contents.runs.length === 0 && (
        <p class="muted">The trainings of this study are not in the folder, only its tables.</p>
      )}
    </section>
  );
}

function StudyTable({ study, place, onSelect }: StudyPanelProps & { readonly study: StudyFacts }) {
  const { rows, notes, progress } = study;
  return (
    <>
      {progress !== "" && <p class="muted">{oneLine(progress)}</p>}
      {notes.map((note) => (
        <p key={note} class="warn">
          {oneLine(note)}
        </p>
      ))}
      <p class="muted">
        Means over the seeds; in brackets 95 % intervals over patients, ± the spread of the seeds.
      </p>
      <ScrollArea label="Table of the study">
        <table class="run-table">
          <caption class="hidden-text">Arms of the study</caption>
          <thead>
            <tr>
              <th scope="col">arm</th>
              <th scope="col">seeds</th>
              <th scope="col">split</th>
              <th scope="col">labels</th>
              <th scope="col">test films</th>
              {SHOWN.map(([key, text]) => (
                <th key={key} scope="col">
                  {text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}>
                <th scope="row">{oneLine(row.title)}</th>
                <td>
                  <Seeds row={row} place={place} onSelect={onSelect} />
                </td>
                <td>{oneLine(row.split)}</td>
                <td class="number">{percentText(row.labelFraction)}</td>
                <td class="number">{countText(row.films)}</td>
                {SHOWN.map(([key]) => (
                  <td key={key} class="number">
                    <RowNumber row={row} name={key} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
    </>
  );
}

/** A button for each training whose folder is there; its seed alone where it is not. */
function Seeds({ row, place, onSelect }: StudyPanelProps & { readonly row: StudyRow }) {
  const folders = new Set(place.contents.runs.map(({ path }) => path));
  return (
    <>
      {row.seeds.map((seed, index) => {
        const path = joinPath(place.contents.study ?? "", row.cells[index] ?? "");
        if (row.cells[index] === undefined || !folders.has(path)) {
          return <span key={seed}> {oneLine(seed)}</span>;
        }
        return (
          <button
            key={seed}
            type="button"
            class="button"
            aria-label={`Open ${oneLine(row.title)}, seed ${oneLine(seed)}`}
            onClick={() => onSelect({ place: place.id, path })}
          >
            {oneLine(seed)}
          </button>
        );
      })}
    </>
  );
}

/** The mean with the spread of the seeds, and its interval below. */
function RowNumber({ row, name }: { readonly row: StudyRow; readonly name: string }) {
  const found = row.metrics.get(name);
  if (found === undefined || Number.isNaN(found.mean)) return <>–</>;
  const { mean, sd, low, high } = found;
  return (
    <>
      {mean.toFixed(3)}
      {!Number.isNaN(sd) && ` ± ${sd.toFixed(3)}`}
      {!Number.isNaN(low) && (
        <>
          <br />
          <span class="muted">
            ({low.toFixed(3)}–{high.toFixed(3)})
          </span>
        </>
      )}
    </>
  );
}

function percentText(share: number): string {
  return Number.isNaN(share) ? "–" : `${Number((100 * share).toPrecision(3))} %`;
}

function countText(count: number): string {
  return Number.isNaN(count) ? "–" : `${count}`;
}
