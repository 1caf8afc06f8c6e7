// Words of WGSL by kind, so that a kernel's text can be read in colours.

/** What a piece of text is. */
export type TokenKind = "comment" | "keyword" | "type" | "number" | "attribute" | "name" | "other";

/** A piece of a line. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

// WGSL spec, "Keyword summary", and the predeclared types and enumerants that kernels use.
const KEYWORDS = new Set(
  "alias break case const const_assert continue continuing default diagnostic discard else enable false fn for if let loop override requires return struct switch true var while".split(
    " ",
  ),
);
const TYPE =
  /^(bool|[fiu](16|32)|vec[234][fiuh]?|mat[234]x[234][fh]?|array|atomic|ptr|storage|uniform|workgroup|private|function|read|write|read_write)$/;

const PIECES =
  /(\/\/.*$|\/\*.*?(?:\*\/|$))|(@\w+)|(\b0[xX][\da-fA-F]+[iu]?\b|(?:\b\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fhiu]?)|([A-Za-z_]\w*)|(\s+|[^\sA-Za-z_\d@/.]+|.)/gu;

/** The words of one line; put together they are the line. */
export function wgslTokens(line: string): readonly Token[] {
  return [...line.matchAll(PIECES)].map(([text, comment, attribute, number, word]) => ({
    kind: comment
      ? "comment"
      : attribute
        ? "attribute"
        : number
          ? "number"
          : word === undefined
            ? "other"
            : KEYWORDS.has(word)
              ? "keyword"
              : TYPE.test(word)
                ? "type"
                : "name",
    text,
  }));
}
