// Which exit code an error gives. Errors of the packages are told by name, so that none is loaded here.

/** Exit codes of the command contract. */
export const EXIT = {
  ok: 0,
  bug: 1,
  usage: 2,
  data: 3,
  gpu: 4,
  nonFinite: 5,
  checkpoint: 6,
  regression: 7,
  sigint: 130,
  sigterm: 143,
} as const;

/** Exit code by error name and tag; `*` stands for every other tag. */
const TABLE: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  CliError: {
    usage: EXIT.usage,
    config: EXIT.usage,
    data: EXIT.data,
    gpu: EXIT.gpu,
    "non-finite": EXIT.nonFinite,
    checkpoint: EXIT.checkpoint,
    output: EXIT.data,
  },
  CommanderError: { "*": EXIT.usage },
  ImageDecodeError: { "*": EXIT.data },
  CsvError: { "*": EXIT.data },
  NpyError: { "*": EXIT.data },
  DatasetError: { argument: EXIT.usage, "*": EXIT.data },
  SafetensorsError: { "*": EXIT.checkpoint },
  ModelError: {
    config: EXIT.usage,
    "non-finite": EXIT.nonFinite,
    internal: EXIT.bug,
    "*": EXIT.checkpoint,
  },
  EngineError: { "no-adapter": EXIT.gpu, "device-lost": EXIT.gpu, limit: EXIT.gpu },
};

/** The exit code of a thrown value; 1, a bug, for everything that is not in the contract. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof Error)) return EXIT.bug;
  const tags = TABLE[error.name];
  const { tag } = error as { tag?: unknown };
  return tags?.[String(tag)] ?? tags?.["*"] ?? EXIT.bug;
}
