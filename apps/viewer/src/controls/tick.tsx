// A box to tick, with its words beside it.
import type { ComponentChildren } from "preact";

interface TickProps {
  readonly children: ComponentChildren;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  /** Shown on hover. */
  readonly hint?: string | undefined;
}

/** A checkbox inside its label. */
export function Tick({ children, isOn, onChange, hint }: TickProps) {
  return (
    <label class="tick" title={hint}>
      <input
        type="checkbox"
        checked={isOn}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {children}
    </label>
  );
}
