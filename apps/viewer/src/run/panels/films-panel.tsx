// The films of a run's predictions: filters, and a list whose films open in the Explain room.
import { useEffect, useMemo } from "preact/hooks";
import { oneLine } from "../../app/page-text.ts";
import { Button } from "../../controls/button.tsx";
import { Choice } from "../../controls/choice.tsx";
import { SearchBox } from "../../controls/search-box.tsx";
import { Slider } from "../../controls/slider.tsx";
import {
  ALL_FILMS,
  chosenFilms,
  FILM_ORDERS,
  type FilmFilter,
  sourcesOf,
} from "../read/film-filter.ts";
import { confidenceOf, type Predictions } from "../read/predictions.ts";
import type { RunEffects } from "../run-effects.ts";
import { dataOf, keyText, type RunKey, type RunState } from "../run-state.ts";
import type { RunEvent } from "../run-update.ts";
import { FilmThumbnail } from "./film-thumbnail.tsx";

interface FilmsPanelProps {
  readonly state: RunState;
  readonly runKey: RunKey;
  readonly predictions: Predictions;
  readonly effects: RunEffects;
  readonly dispatch: (event: RunEvent) => void;
}

/** Films of a page: three rows on a wide screen, few enough for their thumbnails. */
const PAGE = 30;

/** The section's id, to go to it from a cell of the confusion matrix. */
export const FILMS_ID = "run-films";

/** The list with its filters. */
export function FilmsPanel(props: FilmsPanelProps) {
  const { state, runKey, predictions, effects, dispatch } = props;
  const { filter, order, firstFilm } = state;
  const rows = useMemo(() => chosenFilms(predictions, filter, order), [predictions, filter, order]);
  const shown = Array.from(rows.subarray(firstFilm, firstFilm + PAGE));
  const files = shown.map((row) => predictions.files[row] ?? "");
  useEffect(() => effects.showThumbnails(runKey, files), [keyText(runKey), files.join("\n")]);
  const missing = dataOf(state, runKey)?.filmsMissing;
  const last = Math.min(rows.length, firstFilm + PAGE);
  return (
    <section aria-label="Films" class="films" id={FILMS_ID} tabIndex={-1}>
      <Filters {...props} />
      {missing !== undefined && (
        <p class="warn">The films themselves cannot be opened: {oneLine(missing)}</p>
      )}
      <div class="run-controls">
        <span role="status">
          {rows.length === 0
            ? "No film passes the filters."
            : `Films ${firstFilm + 1} to ${last} of ${rows.length}`}
        </span>
        <Button
          isDisabled={firstFilm === 0}
          onPress={() => dispatch({ type: "paged", first: Math.max(0, firstFilm - PAGE) })}
        >
          Previous
        </Button>
        <Button
          isDisabled={last >= rows.length}
          onPress={() => dispatch({ type: "paged", first: firstFilm + PAGE })}
        >
          Next
        </Button>
        <Button
          kind="primary"
          isDisabled={rows.length === 0 || missing !== undefined}
          onPress={() => void effects.openFilms(Array.from(rows))}
        >
          Open these in Explain
        </Button>
      </div>
      <ul class="film-list">
        {shown.map((row) => (
          <FilmItem key={row} {...props} row={row} />
        ))}
      </ul>
    </section>
  );
}

function FilmItem({
  state,
  runKey,
  predictions,
  effects,
  row,
}: FilmsPanelProps & { readonly row: number }) {
  const { classes, files, truth, predicted } = predictions;
  const file = files[row] ?? "";
  const label = classes[truth[row] ?? -1] ?? "no known label";
  const said = classes[predicted[row] ?? -1] ?? "";
  const confidence = confidenceOf(predictions, row).toFixed(3);
  const isRight = label === said;
  const name = oneLine(file);
  return (
    <li>
      <button
        type="button"
        class="film-item"
        title="Open in Explain"
        onClick={() => void effects.openFilms([row])}
      >
        <FilmThumbnail thumbnail={state.thumbnails.get(`${keyText(runKey)}/${file}`)} />
        <span class="film-name" title={name}>
          {name}
        </span>
        <span>
          truth <b>{label}</b>
        </span>
        <span class={isRight ? "good" : "bad"}>
          <span aria-hidden="true">{isRight ? "✓" : "✗"}</span>
          <span class="hidden-text">{isRight ? "right:" : "wrong:"}</span> {said}{" "}
          <span class="number">{confidence}</span>
        </span>
      </button>
    </li>
  );
}

/** Values of the choice of right and wrong. */
const RIGHT_OPTIONS = [
  { value: "all", text: "right and wrong" },
  { value: "right", text: "right" },
  { value: "wrong", text: "wrong" },
] as const;

function Filters({ state, predictions, dispatch }: FilmsPanelProps) {
  const { filter, order } = state;
  const sources = useMemo(() => sourcesOf(predictions), [predictions]);
  const set = (part: Partial<FilmFilter>): void => dispatch({ type: "filtered", filter: part });
  const [low, high] = filter.confidence;
  return (
    <fieldset class="run-controls">
      <legend class="hidden-text">Filters of the films</legend>
      <Choice
        label="Answer"
        value={filter.isRight === undefined ? "all" : filter.isRight ? "right" : "wrong"}
        options={RIGHT_OPTIONS}
        onChange={(value) => set({ isRight: value === "all" ? undefined : value === "right" })}
      />
      <ClassChoice
        label="Truth"
        classes={predictions.classes}
        value={filter.truth}
        onChange={(truth) => set({ truth })}
      />
      <ClassChoice
        label="Predicted"
        classes={predictions.classes}
        value={filter.predicted}
        onChange={(predicted) => set({ predicted })}
      />
      {sources.length > 0 && (
        <Choice
          label="Source"
          value={filter.source ?? ""}
          options={[
            { value: "", text: "all" },
            ...sources.map((value) => ({ value, text: oneLine(value) })),
          ]}
          onChange={(value) => set({ source: value === "" ? undefined : value })}
        />
      )}
      <Slider
        label="Confidence from"
        value={low}
        min={0}
        max={1}
        step={0.01}
        text={low.toFixed(2)}
        onChange={(value) => set({ confidence: [value, Math.max(value, high)] })}
      />
      <Slider
        label="to"
        value={high}
        min={0}
        max={1}
        step={0.01}
        text={high.toFixed(2)}
        onChange={(value) => set({ confidence: [Math.min(value, low), value] })}
      />
      <SearchBox label="Name" value={filter.search} onChange={(search) => set({ search })} />
      <Choice
        label="Order"
        value={order}
        options={FILM_ORDERS.map((value) => ({ value, text: value }))}
        onChange={(value) => dispatch({ type: "ordered", order: value })}
      />
      <Button onPress={() => set({ ...NO_FILTER, ...ALL_FILMS })}>Show all</Button>
    </fieldset>
  );
}

/** Sets every part of a filter back. */
const NO_FILTER = {
  isRight: undefined,
  truth: undefined,
  predicted: undefined,
  source: undefined,
};

function ClassChoice({
  label,
  classes,
  value,
  onChange,
}: {
  readonly label: string;
  readonly classes: readonly string[];
  readonly value: number | undefined;
  readonly onChange: (value: number | undefined) => void;
}) {
  return (
    <Choice
      label={label}
      value={value === undefined ? "" : `${value}`}
      options={[
        { value: "", text: "all" },
        ...classes.map((text, index) => ({ value: `${index}`, text })),
      ]}
      onChange={(chosen) => onChange(chosen === "" ? undefined : Number(chosen))}
    />
  );
}
