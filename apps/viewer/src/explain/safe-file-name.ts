// Names of saved files: ours and a number, so that no patient's name leaves with a picture.

/** What is saved. */
export interface SavedFile {
  /** Place of the film in the list, from 1. */
  readonly film: number;
  /** What it is, in letters, digits and dashes. */
  readonly what: string;
  readonly ending: "png" | "npy" | "csv";
}

/**
 * A name such as `film-003-heatmap-pneumonia.png`. A film's own name is left out on purpose: it may name a person.
 */
export function safeFileName({ film, what, ending }: SavedFile): string {
  const safe = what
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return `film-${String(film).padStart(3, "0")}${safe === "" ? "" : `-${safe}`}.${ending}`;
}
