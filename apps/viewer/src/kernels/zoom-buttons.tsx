// Buttons that zoom an axis of the Kernels room, beside the wheel and the keys.
import { Button } from "../controls/button.tsx";
import type { KernelsProps } from "./kernels-props.ts";

interface ZoomButtonsProps extends Pick<KernelsProps, "dispatch"> {
  readonly axis: "time" | "span";
  /** What the button that shows everything is called. */
  readonly all: string;
}

/** Zoom in, zoom out, and all of it; their hints name the keys that do the same. */
export function ZoomButtons({ axis, all, dispatch }: ZoomButtonsProps) {
  const zoom = (factor: number) => dispatch({ type: "zoomed", axis, factor });
  return (
    <>
      <Button kind="icon" label="Zoom in" hint="Zoom in (+)" onPress={() => zoom(0.5)}>
        +
      </Button>
      <Button kind="icon" label="Zoom out" hint="Zoom out (−)" onPress={() => zoom(2)}>
        −
      </Button>
      <Button
        kind="icon"
        label={all}
        hint={`${all} (0)`}
        onPress={() => dispatch({ type: "fitted", axis })}
      >
        ⤢
      </Button>
    </>
  );
}
