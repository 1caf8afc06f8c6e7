// The WGSL of the selected kernel, as it was compiled, with line numbers; only the lines in sight are drawn.
import { useMemo } from "preact/hooks";
import { Button } from "../controls/button.tsx";
import { KernelFacts, shownLaunch } from "./kernel-facts.tsx";
import type { ProfileProps } from "./kernels-props.ts";
import { usePane } from "./use-pane.ts";
import { visibleRows } from "./visible-rows.ts";
import { wgslTokens } from "./wgsl-tokens.ts";

/** Height of a line; the style sheet says the same, pixels. */
const LINE = 17;

/** The text and what the kernel was launched with. */
export function TextPanel(props: ProfileProps) {
  const { state, dispatch, profile, effects } = props;
  const pane = usePane("text", dispatch);
  const entry = shownLaunch(profile, state.selected);
  const source = entry && profile.report.kernels[entry.text];
  const lines = useMemo(() => (source?.wgsl ?? "").split("\n"), [source]);
  const { top, height } = state.panes.text;
  const seen = visibleRows(lines.length, LINE, top, height);
  const shown = useMemo(
    () =>
      lines.slice(seen.first, seen.end).map((line, at) => (
        <div key={seen.first + at} class="line">
          <span class="line-number">{seen.first + at + 1}</span>
          <code>
            {wgslTokens(line).map(({ kind, text }, place) => (
              <span key={place} class={`wgsl-${kind}`}>
                {text}
              </span>
            ))}
          </code>
        </div>
      )),
    [lines, seen.first, seen.end],
  );
  return (
    <>
      <KernelFacts {...props} isShort />
      {source === undefined ? (
        <p class="muted">The profile does not hold this kernel's text.</p>
      ) : (
        <>
          <p class="text-head">
            <span class="muted">{lines.length} lines, as they were compiled</span>
            <Button onPress={() => void effects.copy(source.wgsl)}>Copy</Button>
          </p>
          {/* biome-ignore lint/a11y/useSemanticElements: a region that scrolls must take the focus */}
          <div
            key={source.wgsl}
            ref={pane}
            class="wgsl"
            role="region"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus
            tabIndex={0}
            aria-label={`WGSL of ${source.name}, ${lines.length} lines`}
            onScroll={(event) => {
              const { scrollTop } = event.currentTarget;
              dispatch({ type: "pane-changed", pane: "text", view: { top: scrollTop } });
            }}
          >
            <div style={{ height: `${seen.above}px` }} />
            {shown}
            <div style={{ height: `${seen.below}px` }} />
          </div>
        </>
      )}
    </>
  );
}
