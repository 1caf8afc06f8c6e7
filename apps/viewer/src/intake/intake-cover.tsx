// Listens for drops and pastes anywhere on the page, and shows where they can be let go.
import { useEffect, useState } from "preact/hooks";
import { type Collected, collectTransfer } from "./collect-files.ts";

/** True for a drag that brings files; text that is dragged within the page is none of ours. */
function bringsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") === true;
}

/** A link or a picture of another page would take this page's place; text may be dropped into fields. */
function wouldLeave(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("text/uri-list") === true;
}

/** Covers the page while files hang over it. No file that is dropped ever leaves the page for itself. */
export function IntakeCover({ onFiles }: { readonly onFiles: (found: Collected) => void }) {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent) => {
      const isOurs = bringsFiles(event);
      if (!isOurs && !wouldLeave(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = isOurs ? "copy" : "none";
      setOver(isOurs);
    };
    const leave = (event: DragEvent) => {
      // Leaving one element for another within the page is no leaving.
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      setOver(false);
      if (!bringsFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      void collectTransfer(event.dataTransfer).then(onFiles);
    };
    const paste = (event: ClipboardEvent) => {
      const { clipboardData } = event;
      if (clipboardData === null || clipboardData.files.length === 0) return;
      event.preventDefault();
      void collectTransfer(clipboardData).then(onFiles);
    };
    addEventListener("dragover", over);
    addEventListener("dragleave", leave);
    addEventListener("drop", drop);
    addEventListener("paste", paste);
    return () => {
      removeEventListener("dragover", over);
      removeEventListener("dragleave", leave);
      removeEventListener("drop", drop);
      removeEventListener("paste", paste);
    };
  }, [onFiles]);
  return isOver ? (
    <div class="drop-cover">
      <p>Let go: films, folders, checkpoints, runs, profiles.</p>
    </div>
  ) : null;
}
