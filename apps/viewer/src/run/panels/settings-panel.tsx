// All values of run.json and of the report, to read and to search.
import { useMemo } from "preact/hooks";
import { oneLine } from "../../app/page-text.ts";
import { ScrollArea } from "../../controls/scroll-area.tsx";
import { SearchBox } from "../../controls/search-box.tsx";
import { MOST_LINES, searchLines, type ValueLine } from "../read/value-tree.ts";
import type { Loaded, RunData } from "../run-state.ts";

interface SettingsPanelProps {
  readonly data: RunData | undefined;
  readonly search: string;
  readonly onSearch: (text: string) => void;
}

/** Both files. */
export function SettingsPanel({ data, search, onSearch }: SettingsPanelProps) {
  return (
    <div class="settings">
      <div class="run-controls">
        <SearchBox label="Search" value={search} onChange={onSearch} />
      </div>
      <FileLines name="run.json" file={data?.facts} search={search} />
      <FileLines name="report.json" file={data?.report} search={search} />
    </div>
  );
}

function FileLines({
  name,
  file,
  search,
}: {
  readonly name: string;
  readonly file: Loaded<{ readonly lines: readonly ValueLine[] }> | undefined;
  readonly search: string;
}) {
  const lines = file?.kind === "ready" ? file.value.lines : [];
  const found = useMemo(() => searchLines(lines, search), [lines, search]);
  return (
    <section aria-label={name}>
      <h3>{name}</h3>
      {file === undefined && <p class="muted">This folder has none.</p>}
      {file?.kind === "loading" && <p class="muted">reading …</p>}
      {file?.kind === "failed" && <p class="bad">{oneLine(file.reason)}</p>}
      {file?.kind === "ready" && found.length === 0 && <p class="muted">No value is found.</p>}
      {lines.length >= MOST_LINES && (
        <p class="warn">Only the first {MOST_LINES} values are shown.</p>
      )}
      {found.length > 0 && (
        <ScrollArea label={`Values of ${name}`}>
          <table class="value-table">
            <tbody>
              {found.map(({ path, key, depth, text }) => (
                <tr key={path} class={text === undefined ? "value-group" : undefined}>
                  <th scope="row" style={{ paddingLeft: `${0.5 + depth}em` }}>
                    {oneLine(key)}
                  </th>
                  <td class="mono">{text ?? ""}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollArea>
      )}
    </section>
  );
}
