// The list of all keys.
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../controls/button.tsx";
import { KEY_BINDINGS, KEY_GROUPS, type KeyGroup, keyName } from "../view/key-bindings.ts";

/** A modal dialog: Escape closes it, the focus stays inside and goes back where it was. */
export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="keys-dialog" aria-labelledby="keys-title" onClose={onClose}>
      <header class="dialog-header">
        <h2 id="keys-title">Keys</h2>
        <Button kind="quiet" label="Close the list of keys" onPress={onClose}>
          ✕
        </Button>
      </header>
      <div class="keys">
        {KEY_GROUPS.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {[...linesOf(group), ...(group === "Films" ? IN_LIST : [])].map(({ label, keys }) => (
                <div key={label} class="key-line">
                  <dt>
                    {keys.map((key) => (
                      <kbd key={key}>{keyName(key)}</kbd>
                    ))}
                  </dt>
                  <dd>{label}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>Mouse and fingers</h3>
          <dl>
            {[
              ["Left drag", "The chosen tool; window: → wider, ↓ level up"],
              ["Right drag", "Zoom"],
              ["Middle drag", "Move"],
              ["Wheel, pinch", "Zoom where the pointer is"],
              ["Two fingers", "Zoom and move"],
            ].map(([gesture, label]) => (
              <div key={gesture} class="key-line">
                <dt>{gesture}</dt>
                <dd>{label}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
      <p class="muted">Keys do nothing while a text is typed, or with Ctrl, Alt or ⌘.</p>
    </dialog>
  );
}

/** What the list of films does with keys of its own. */
const IN_LIST: readonly KeyLine[] = [{ label: "Close the film (in the list)", keys: ["Delete"] }];

interface KeyLine {
  readonly label: string;
  readonly keys: readonly string[];
}

/** A line per label: commands that say the same share it. */
function linesOf(group: KeyGroup): readonly KeyLine[] {
  const bindings = KEY_BINDINGS.filter((binding) => binding.group === group);
  const labels = [...new Set(bindings.map(({ label }) => label))];
  return labels.map((label) => ({
    label,
    keys: bindings.filter((binding) => binding.label === label).flatMap(({ keys }) => keys),
  }));
}
