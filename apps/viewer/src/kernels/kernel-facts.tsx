// The selected kernel or launch: what it is bound to, its tile, its grid, its buffers and its parameters.
import { bytesText, durationText, type LaunchEntry } from "@pleura/profiling";
import type { ProfileProps } from "./kernels-props.ts";
import type { KernelsState, OpenProfile } from "./kernels-state.ts";
import { launchAt } from "./readouts.ts";
import { digits } from "./table-rows.ts";

/** The launch that is selected, or else the one of the selected kernel that takes most. */
export function shownLaunch(
  profile: OpenProfile,
  selected: KernelsState["selected"],
): LaunchEntry | undefined {
  if (selected === undefined) return undefined;
  const place =
    selected.place ??
    profile.rows.launch.find(
      ({ kernel, layer }) =>
        kernel === selected.kernel && (selected.layer === undefined || layer === selected.layer),
    )?.place;
  return launchAt(profile, place);
}

interface FactsProps extends ProfileProps {
  /** Folds buffers and parameters away, above something that needs the room. */
  readonly isShort?: boolean;
}

/** The facts of the selected kernel as a list, and its buffers as a table. */
export function KernelFacts(props: FactsProps) {
  const { state, profile, isShort = false } = props;
  const { selected } = state;
  const entry = shownLaunch(profile, selected);
  if (selected === undefined || entry === undefined) {
    return <p class="muted">Select a kernel in the table, the roofline or the timeline.</p>;
  }
  const row = profile.rows.kernel.find(({ name }) => name === entry.kernel);
  const facts = [
    ["variant", entry.variant || "the only one"],
    ["workgroup", entry.workgroup.join(" × ")],
    ["grid", entry.grid.join(" × ")],
    ["invocations", product(entry.grid, entry.workgroup).toLocaleString("en")],
    ["median", durationText(entry.medianNs / 1e3)],
    ["least", durationText(entry.minNs / 1e3)],
    ["ceiling allows", durationText(entry.idealNs / 1e3)],
    ["of the ceiling", `${digits((100 * entry.idealNs) / entry.medianNs, 0)} % (${entry.bound})`],
    [
      "rates",
      `${digits(entry.flops / entry.medianNs, 2)} GFLOP/s, ${digits(entry.bytes / entry.medianNs, 2)} GB/s`,
    ],
    ["binds", bytesText(entry.workingSetBytes)],
    ["timings", `${entry.samples} of this launch`],
    ...(row === undefined
      ? []
      : [["kernel", `${row.calls.toFixed(1)} calls, ${digits(row.totalMs, 2)} ms per step`]]),
  ] as const;
  return (
    <div class="kernel-facts">
      <h2 title={entry.kernel}>{entry.kernel}</h2>
      <p class="muted" title={entry.label}>
        launch {entry.launch}: {entry.label}
      </p>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="number">{value}</dd>
          </div>
        ))}
      </dl>
      <Launched {...props} entry={entry} isOpen={!isShort} />
    </div>
  );
}

interface LaunchedProps extends ProfileProps {
  readonly entry: LaunchEntry;
  readonly isOpen: boolean;
}

/** What a launch was given: its buffers and its parameters. */
function Launched({ entry, isOpen, dispatch }: LaunchedProps) {
  const params = Object.entries(entry.params);
  if (entry.bindings.length + params.length === 0) return null;
  return (
    <details open={isOpen}>
      <summary>
        {entry.bindings.length} bindings, {params.length} parameters
      </summary>
      {entry.bindings.length > 0 && (
        <table>
          <caption class="hidden-text">Buffers</caption>
          <thead>
            <tr>
              <th scope="col" class="words">
                binding
              </th>
              <th scope="col" class="words">
                of
              </th>
              <th scope="col" class="words">
                tensor
              </th>
              <th scope="col">bytes</th>
            </tr>
          </thead>
          <tbody>
            {entry.bindings.map(({ name, element, kind, label, bytes, temporary }, slot) => (
              <tr key={`${slot} ${name}`}>
                <td class="words">
                  {slot} {name}: {element}
                </td>
                <td class="words">{kind}</td>
                <td class="words name" title={label}>
                  {temporary === undefined ? (
                    label
                  ) : (
                    <button
                      type="button"
                      class="link"
                      onClick={() => {
                        dispatch({ type: "temporary-selected", temporary });
                        dispatch({ type: "tab-chosen", tab: "memory" });
                      }}
                    >
                      {label}
                    </button>
                  )}
                </td>
                <td>{bytesText(bytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {params.length > 0 && (
        <p class="mono small">
          {params.map(([name, value]) => `${name} = ${Number(value.toPrecision(7))}`).join(", ")}
        </p>
      )}
    </details>
  );
}

function product(...triples: readonly (readonly number[])[]): number {
  return triples.flat().reduce((total, value) => total * value, 1);
}
