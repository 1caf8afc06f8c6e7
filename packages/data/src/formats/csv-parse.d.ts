// Types of csv-parse, only what is used here: its own would bring in all of Node's.

/** Where the parser is, or was when it failed. */
type Info = { readonly empty_lines: number };

/** Why a text is no CSV; with the options used here this is always about quotes. */
export declare class CsvError extends Error implements Info {
  readonly empty_lines: number;
}

/** Calls `on_record` for each record of a CSV text. */
export declare function parse(
  text: string,
  options: {
    readonly bom: boolean;
    readonly record_delimiter: readonly string[];
    readonly relax_column_count: boolean;
    readonly skip_empty_lines: boolean;
    /** Null keeps the record out of the parser's own list. */
    readonly on_record: (record: string[], info: Info) => null;
  },
): unknown;
