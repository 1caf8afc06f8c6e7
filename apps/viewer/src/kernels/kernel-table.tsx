// The table of kernels, layers or launches: sorted by any column, filtered, only the rows in sight drawn.
import { useCallback, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { Choice } from "../controls/choice.tsx";
import { SearchBox } from "../controls/search-box.tsx";
import type { ProfileProps } from "./kernels-props.ts";
import type { KernelsState } from "./kernels-state.ts";
import { COLUMNS, type Column, type Grouping, shownRows, type TableRow } from "./table-rows.ts";
import { usePane } from "./use-pane.ts";
import { visibleRows } from "./visible-rows.ts";

/** Height of a row; the style sheet says the same, pixels. */
const ROW = 24;

const GROUPINGS: readonly { readonly value: Grouping; readonly text: string }[] = [
  { value: "kernel", text: "kernels" },
  { value: "layer", text: "layers" },
  { value: "launch", text: "launches" },
];

/** The table with its tools. */
export function KernelTable({ state, dispatch, profile }: ProfileProps) {
  const { grouping, sorting, filter, selected, baseline } = state;
  const all = profile.rows[grouping];
  const rows = useMemo(() => shownRows(all, filter, sorting), [all, filter, sorting]);
  const before = useMemo(
    () => baseline && new Map(baseline.rows[grouping].map((row) => [row.name, row.totalMs])),
    [baseline, grouping],
  );
  const observed = usePane("table", dispatch);
  const scroller = useRef<HTMLDivElement | null>(null);
  const setScroller = useCallback(
    (element: HTMLDivElement | null) => {
      scroller.current = element;
      observed(element);
    },
    [observed],
  );
  useLayoutEffect(
    () => scroller.current?.scrollTo({ top: 0 }),
    [grouping, sorting, filter, profile],
  );
  const { top, height } = state.panes.table;
  const seen = visibleRows(rows.length, ROW, top, height);
  const at = rows.findIndex((row) => isSelected(row, grouping, selected));
  const select = (place: number) => {
    const row = rows[Math.min(rows.length - 1, Math.max(0, place))];
    if (row === undefined) return;
    const { kernel, layer, place: launch } = row;
    if (launch !== undefined) dispatch({ type: "launch-selected", place: launch });
    else dispatch({ type: "selected", selected: { kernel, layer, place: undefined } });
  };
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + Math.floor(height / ROW),
    PageUp: at - Math.floor(height / ROW),
    Home: 0,
    End: rows.length - 1,
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = steps[event.key];
    if (next === undefined) {
      if (event.key !== "Enter") return;
      dispatch({ type: "tab-chosen", tab: "text" });
    } else {
      select(next);
      scrollTo(scroller.current, Math.min(rows.length - 1, Math.max(0, next)));
    }
    event.preventDefault();
  };
  return (
    <section class="kernels-table" aria-label="Kernels">
      <div class="kernels-bar">
        <Choice
          label="Rows"
          value={grouping}
          options={GROUPINGS}
          onChange={(value) => dispatch({ type: "grouped", grouping: value })}
        />
        <SearchBox
          label="Filter"
          value={filter}
          onChange={(value) => dispatch({ type: "filtered", filter: value })}
        />
        <output class="muted number">
          {rows.length === all.length
            ? `${all.length} rows`
            : `${rows.length} of ${all.length} rows`}
        </output>
      </div>
      <div
        ref={setScroller}
        class="table-scroll"
        onScroll={(event) => {
          const { scrollTop } = event.currentTarget;
          dispatch({ type: "pane-changed", pane: "table", view: { top: scrollTop } });
        }}
      >
        <table aria-rowcount={rows.length + 1}>
          <thead>
            <tr>
              <Head
                id="name"
                title={grouping}
                hint="name"
                isText
                state={state}
                dispatch={dispatch}
              />
              {before !== undefined && (
                <th scope="col" title="time against the profile it is compared with">
                  Δ %
                </th>
              )}
              {COLUMNS.map((column) => (
                <Head key={column.id} {...column} state={state} dispatch={dispatch} />
              ))}
            </tr>
          </thead>

          <tbody onKeyDown={onKeyDown}>
            <Space height={seen.above} />
            {rows.slice(seen.first, seen.end).map((row, offset) => {
              const place = seen.first + offset;
              return (
                <Row
                  key={row.key}
                  row={row}
                  index={place}
                  isChosen={place === at}
                  // One stop of the tab key: the chosen row, or the first.
                  isStop={place === Math.max(at, 0)}
                  before={before}
                  onSelect={() => select(place)}
                />
              );
            })}
            <Space height={seen.below} />
          </tbody>
        </table>
        {rows.length === 0 && <p class="muted kernels-none">No row contains “{filter}”.</p>}
      </div>
    </section>
  );
}

function scrollTo(pane: HTMLElement | null, place: number): void {
  if (pane === null) return;
  const [top, bottom] = [place * ROW, (place + 1) * ROW];
  // The head covers one row.
  if (top < pane.scrollTop) pane.scrollTop = top;
  else if (bottom > pane.scrollTop + pane.clientHeight - 2 * ROW) {
    pane.scrollTop = bottom - pane.clientHeight + 2 * ROW;
  }
  requestAnimationFrame(() =>
    pane.querySelector<HTMLElement>('[data-chosen="true"]')?.focus({ preventScroll: true }),
  );
}

function isSelected(
  row: TableRow,
  grouping: Grouping,
  selected: KernelsState["selected"],
): boolean {
  if (selected === undefined) return false;
  if (grouping === "kernel") return row.name === selected.kernel;
  if (grouping === "layer") return row.name === selected.layer;
  const { place } = selected;
  return row.place?.launch === place?.launch && row.place?.program === place?.program;
}

interface HeadProps extends Pick<Column, "id" | "title" | "hint" | "isText"> {
  readonly state: KernelsState;
  readonly dispatch: ProfileProps["dispatch"];
}

function Head({ id, title, hint, isText, state, dispatch }: HeadProps) {
  const { column, isDescending } = state.sorting;
  const order = column === id ? (isDescending ? "descending" : "ascending") : undefined;
  return (
    <th scope="col" class={isText ? "words" : undefined} aria-sort={order} title={hint}>
      <button type="button" onClick={() => dispatch({ type: "sorted", column: id })}>
        {title}
        <span aria-hidden="true">{order === undefined ? "" : isDescending ? " ▾" : " ▴"}</span>
      </button>
    </th>
  );
}

function Space({ height }: { readonly height: number }) {
  return height > 0 ? <tr style={{ height: `${height}px` }} /> : null;
}

interface RowProps {
  readonly row: TableRow;
  readonly index: number;
  readonly isChosen: boolean;
  readonly isStop: boolean;
  readonly before: ReadonlyMap<string, number> | undefined;
  readonly onSelect: () => void;
}

function Row({ row, index, isChosen, isStop, before, onSelect }: RowProps) {
  return (
    <tr aria-rowindex={index + 2} class={isChosen ? "chosen" : undefined} onClick={onSelect}>
      <td class="name">
        <button
          type="button"
          tabIndex={isStop ? 0 : -1}
          aria-pressed={isChosen}
          data-chosen={isChosen}
          title={row.name === row.kernel ? row.name : `${row.name}\n${row.kernel}`}
        >
          {row.name}
        </button>
      </td>
      {before !== undefined && <Change ms={row.totalMs} before={before.get(row.name)} />}
      {COLUMNS.map(({ id, isText, show }) =>
        id === "share" ? (
          <td key={id}>
            <span class={`meter ${row.bound}`} aria-hidden="true">
              <i
                style={{ width: `${Math.min(100, Math.max(0, 100 * row.share || 0)).toFixed(0)}%` }}
              />
            </span>
            {show(row)}
          </td>
        ) : (
          <td key={id} class={id === "bound" ? `words ${row.bound}` : isText ? "words" : undefined}>
            {show(row)}
          </td>
        ),
      )}
    </tr>
  );
}

/** Changes below this are a machine's moods: the middle of `pleura compare`'s own noise. */
const noise = 0.05;

function Change({ ms, before }: { readonly ms: number; readonly before: number | undefined }) {
  if (before === undefined) return <td class="muted">new</td>;
  const change = before > 0 ? ms / before - 1 : Number.NaN;
  const kind = Math.abs(change) < noise ? "muted" : change > 0 ? "bad" : "good";
  const text = Number.isFinite(change)
    ? `${change > 0 ? "+" : ""}${(100 * change).toFixed(0)}`
    : "–";
  return <td class={kind}>{text}</td>;
}
