// Buttons that open files, a folder, or the samples.
import type { AppContext } from "../app/app-context.ts";
import { messageOf } from "../app/start-page.ts";
import { Button } from "../controls/button.tsx";
import { collectList } from "./collect-files.ts";

interface OpenButtonsProps {
  readonly context: AppContext;
  readonly hasFilms: boolean;
}

/** The buttons; the samples are offered until there are films. */
export function OpenButtons({ context, hasFilms }: OpenButtonsProps) {
  const openSamples = async () => {
    try {
      context.openFilms(await context.samples());
      // The button has gone: keys go on where the films are.
      requestAnimationFrame(() => document.querySelector<HTMLElement>(".film-grid")?.focus());
    } catch (error) {
      context.tell("error", messageOf(error));
    }
  };
  return (
    <div class="open-buttons">
      <FilePicker text="Open films" context={context} isFolder={false} />
      <FilePicker text="Folder" label="Open a folder" context={context} isFolder />
      {!hasFilms && (
        <Button
          hint="A few test films of the served run, or made-up ones"
          onPress={() => void openSamples()}
        >
          Samples
        </Button>
      )}
    </div>
  );
}

interface FilePickerProps {
  readonly text: string;
  readonly label?: string;
  readonly context: AppContext;
  readonly isFolder: boolean;
}

/** A picker that looks as a button does; the input lies over it, so that it keeps the focus and its keys. */
function FilePicker({ text, label = text, context, isFolder }: FilePickerProps) {
  return (
    <span class="button open-button">
      <span aria-hidden="true">{text}</span>
      <input
        type="file"
        multiple
        aria-label={label}
        title={label}
        // Preact's types do not know it, all browsers do.
        {...(isFolder ? { webkitdirectory: true } : {})}
        onChange={({ currentTarget }) => {
          context.takeFiles(collectList(currentTarget.files ?? []));
          // So that the same file can be picked again.
          currentTarget.value = "";
        }}
      />
    </span>
  );
}
