// Beside the table: roofline, memory plan, the kernel's text, and the step as a whole, in tabs.
import type { ProfileProps } from "./kernels-props.ts";
import { TABS, type Tab } from "./kernels-state.ts";
import { MemoryPanel } from "./memory-panel.tsx";
import { RooflinePanel } from "./roofline-panel.tsx";
import { StepPanel } from "./step-panel.tsx";
import { TextPanel } from "./text-panel.tsx";

const TITLES: Readonly<Record<Tab, string>> = {
  roofline: "Roofline",
  memory: "Memory plan",
  text: "WGSL",
  step: "Step",
};

const PANELS: Readonly<Record<Tab, (props: ProfileProps) => preact.VNode>> = {
  roofline: RooflinePanel,
  memory: MemoryPanel,
  text: TextPanel,
  step: StepPanel,
};

/** The inspector. */
export function Inspector(props: ProfileProps) {
  const { state, dispatch } = props;
  const { tab } = state;
  const Panel = PANELS[tab];
  const step = (by: number) => {
    const next = TABS[(TABS.indexOf(tab) + by + TABS.length) % TABS.length] ?? tab;
    dispatch({ type: "tab-chosen", tab: next });
    requestAnimationFrame(() => document.getElementById(`kernels-tab-${next}`)?.focus());
  };
  return (
    <section class="kernels-inspector" aria-label="Inspector">
      <div class="kernels-tabs" role="tablist" aria-label="Inspector">
        {TABS.map((one) => (
          <button
            key={one}
            id={`kernels-tab-${one}`}
            type="button"
            role="tab"
            aria-selected={one === tab}
            aria-controls="kernels-tab-panel"
            tabIndex={one === tab ? 0 : -1}
            onClick={() => dispatch({ type: "tab-chosen", tab: one })}
            onKeyDown={(event) => {
              if (event.key === "ArrowRight") step(1);
              if (event.key === "ArrowLeft") step(-1);
            }}
          >
            {TITLES[one]}
          </button>
        ))}
      </div>
      <div
        id="kernels-tab-panel"
        class="kernels-tab-panel"
        role="tabpanel"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and some panels hold nothing else that takes the focus
        tabIndex={0}
        aria-labelledby={`kernels-tab-${tab}`}
      >
        <Panel {...props} />
      </div>
    </section>
  );
}
