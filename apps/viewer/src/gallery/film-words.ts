// Words of a gallery cell: a name whose end is kept, and why a film failed.

/** Characters at the end of a name that are always shown: a number and the ending. */
const KEPT_END = 10;

/** The file's own name in two parts, of which only the first may be cut. */
export function nameParts(path: string): { readonly head: string; readonly tail: string } {
  const letters = [...(path.split(/[\\/]/).at(-1) || path)];
  const cut = letters.length > 2 * KEPT_END ? letters.length - KEPT_END : letters.length;
  return { head: letters.slice(0, cut).join(""), tail: letters.slice(cut).join("") };
}

/** Kinds of refusals, as decoders and the device tag them. */
const FAILURES: Readonly<Record<string, string>> = {
  empty: "empty file",
  "not-an-image": "not an image",
  truncated: "file is cut off",
  "too-large": "too large",
  corrupt: "damaged file",
  unsupported: "not supported",
  "wrong-modality": "wrong modality",
  "device-lost": "the GPU was lost",
  unreadable: "could not be read",
};

/** Why a film failed, in a few words; the whole reason stands in its record. */
export function failureWords(reason: string): string {
  return Object.hasOwn(FAILURES, reason)
    ? (FAILURES[reason] as string)
    : reason.replaceAll("-", " ");
}
