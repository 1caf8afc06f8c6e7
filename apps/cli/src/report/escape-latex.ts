// Makes any text safe inside LaTeX text.

/** What LaTeX reads as a command or cannot print with its first font. */
const REPLACEMENTS: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  $: "\\$",
  "&": "\\&",
  "#": "\\#",
  "%": "\\%",
  _: "\\_",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  "–": "--",
  "—": "---",
  "“": "``",
  "”": "''",
  "’": "'",
  "±": "$\\pm$",
  "×": "$\\times$",
  "−": "$-$",
  "≥": "$\\geq$",
  "≤": "$\\leq$",
  "→": "$\\rightarrow$",
  λ: "$\\lambda$",
  "°": "$^\\circ$",
  "…": "\\ldots{}",
};

/**
 * The text with LaTeX's own characters escaped and typographic ones spelt out; line ends become spaces.
 *
 * A character beyond Latin letters, which pdfTeX would refuse, is shown as its number, such as U+4E2D.
 */
export function escapeLatex(text: string): string {
  return Array.from(text, (character) => {
    const known = REPLACEMENTS[character];
    if (known !== undefined) return known;
    if (/\p{Cc}|\p{Z}/u.test(character)) return " ";
    // ASCII, and the letters of Latin-1 and Latin Extended-A, which inputenc knows.
    if (/^[!-~]$|^[À-ſ]$/u.test(character)) return character;
    return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  }).join("");
}
