// Picks a folder, or single files of a run.

import { openedFile } from "../../app/dropped-files.ts";
import type { OpenedFile } from "../../app/opened-file.ts";

interface FolderPickerProps {
  readonly onFiles: (files: readonly OpenedFile[]) => void;
}

/** A file input that takes a folder; its files are read when they are needed. */
export function FolderPicker({ onFiles }: FolderPickerProps) {
  return (
    <label class="button primary file-button">
      Open a folder
      <input
        type="file"
        class="hidden-text"
        {...{ webkitdirectory: true }}
        onChange={(event) => {
          const input = event.currentTarget;
          const files = [...(input.files ?? [])].map((file) => openedFile(file));
          // The same folder may be picked again after it has changed.
          input.value = "";
          if (files.length > 0) onFiles(files);
        }}
      />
    </label>
  );
}
