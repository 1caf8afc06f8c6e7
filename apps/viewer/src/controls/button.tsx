// A button with an accessible name; the only place where buttons are made.
import type { ComponentChildren } from "preact";

interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onPress: () => void;
  /** The name for those who do not see the text, when the text alone says too little. */
  readonly label?: string | undefined;
  /** Shown on hover, with the key that does the same. */
  readonly hint?: string | undefined;
  readonly isPressed?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly kind?: "plain" | "primary" | "quiet" | "icon";
}

/** A button; with `isPressed` it is a toggle. */
export function Button(props: ButtonProps) {
  const { children, onPress, label, hint, isPressed, isDisabled, kind = "plain" } = props;
  return (
    <button
      type="button"
      class={`button ${kind}`}
      aria-label={label}
      title={hint ?? label}
      aria-pressed={isPressed}
      disabled={isDisabled}
      onClick={onPress}
    >
      {children}
    </button>
  );
}
