// The toolbar above the film: tools, zoom, turns, layouts; each button names its key.
import { Button } from "../controls/button.tsx";
import { KEY_BINDINGS, type KeyCommand, keyName } from "../view/key-bindings.ts";
import type { ExplainState, Layout } from "./explain-state.ts";
import type { ExplainEvent } from "./explain-update.ts";
import { keyEvent } from "./key-event.ts";
import { ToolIcon, type ToolIconName } from "./tool-icon.tsx";

interface FilmToolbarProps {
  readonly state: ExplainState;
  readonly dispatch: (event: ExplainEvent) => void;
}

/** Buttons in groups; commands with a pressed state say so. */
const GROUPS: readonly {
  readonly name: string;
  readonly items: readonly (readonly [KeyCommand, ToolIconName])[];
}[] = [
  {
    name: "Drag",
    items: [
      ["tool-window", "window"],
      ["tool-zoom", "zoom"],
      ["tool-pan", "pan"],
    ],
  },
  {
    name: "Zoom",
    items: [
      ["zoom-out", "minus"],
      ["zoom-in", "plus"],
      ["zoom-fit", "fit"],
      ["zoom-actual", "actual"],
    ],
  },
  {
    name: "Turn",
    items: [
      ["turn-left", "turn-left"],
      ["turn-right", "turn-right"],
      ["flip-horizontal", "flip-horizontal"],
      ["flip-vertical", "flip-vertical"],
      ["invert", "invert"],
      ["reset", "reset"],
    ],
  },
];

/** Original, overlay, side by side, swipe: layout and heatmap switch together. */
const VIEWS: readonly {
  readonly text: string;
  readonly layout: Layout;
  readonly isOn: boolean;
  readonly hint: string;
}[] = [
  { text: "Film", layout: "single", isOn: false, hint: "The film alone (o, then m)" },
  {
    text: "Overlay",
    layout: "single",
    isOn: true,
    hint: "The layer over the film (o; m switches)",
  },
  { text: "Side by side", layout: "side", isOn: true, hint: "Film and layer, moved together (s)" },
  { text: "Swipe", layout: "swipe", isOn: true, hint: "A line between film and layer (x)" },
];

/** The toolbar. */
export function FilmToolbar({ state, dispatch }: FilmToolbarProps) {
  const { look, overlay } = state;
  const isPressed = (command: KeyCommand): boolean | undefined => {
    if (command.startsWith("tool-")) return command === `tool-${look.tool}`;
    return command === "invert" ? look.isInverted : undefined;
  };
  return (
    <div class="film-toolbar">
      {GROUPS.map(({ name, items }) => (
        <fieldset key={name} class="tool-group" aria-label={name}>
          {items.map(([command, icon]) => (
            <Button
              key={command}
              kind="icon"
              label={commandLabel(command)}
              hint={`${commandLabel(command)} (${commandKeys(command)})`}
              isPressed={isPressed(command)}
              onPress={() => {
                const event = keyEvent(command, state, devicePixelRatio);
                if (event !== undefined) dispatch(event);
              }}
            >
              <ToolIcon name={icon} />
            </Button>
          ))}
        </fieldset>
      ))}
      <fieldset class="tool-group segments" aria-label="View">
        {VIEWS.map(({ text, layout, isOn, hint }) => (
          <Button
            key={text}
            hint={hint}
            isPressed={look.layout === layout && (layout !== "single" || overlay.isOn === isOn)}
            onPress={() => {
              dispatch({ type: "layout-chosen", layout });
              dispatch({ type: "layer-switched", isOn });
            }}
          >
            {text}
          </Button>
        ))}
      </fieldset>
      <Button
        kind="icon"
        label="Keys"
        hint="All keys (?)"
        onPress={() => dispatch({ type: "help-opened", isOpen: true })}
      >
        ?
      </Button>
    </div>
  );
}

function commandLabel(wanted: KeyCommand): string {
  return KEY_BINDINGS.find(({ command }) => command === wanted)?.label ?? wanted;
}

function commandKeys(wanted: KeyCommand): string {
  const keys = KEY_BINDINGS.find(({ command }) => command === wanted)?.keys ?? [];
  return keys.map(keyName).join(", ");
}
