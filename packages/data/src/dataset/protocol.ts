// What a split remembers in the manifest: the protocol it was made by, and who serves the pretext.

import { MANIFEST_COLUMNS, type ManifestRow } from "./manifest.ts";

/** How images can be split. */
export const PROTOCOLS = ["published", "clean", "leave-one-source-out"] as const;

/** One of {@link PROTOCOLS}. */
export type Protocol = (typeof PROTOCOLS)[number];

/** Part of an image in the pretext task: trained on, validated on, or none. */
export type PretextRole = "train" | "val" | "";

/** The manifest's columns that a split adds, in order. */
export const PROTOCOL_COLUMNS = ["pretext", "protocol"] as const;

/** The columns of a manifest that a split writes: those that were read, then what is missing. */
export function splitColumns(columns: readonly string[]): string[] {
  const wanted = [...MANIFEST_COLUMNS, ...PROTOCOL_COLUMNS];
  return [...columns, ...wanted.filter((name) => !columns.includes(name))];
}

/** The row with another split, pretext role and protocol. */
export function withProtocol(
  row: ManifestRow,
  split: ManifestRow["split"],
  pretext: PretextRole,
  protocol: Protocol,
): ManifestRow {
  return { ...row, split, extra: { ...row.extra, pretext, protocol } };
}

/** The protocol that a row was split by; undefined when the manifest does not tell. */
export function protocolOf({ extra }: ManifestRow): Protocol | undefined {
  return PROTOCOLS.find((name) => name === extra["protocol"]);
}

/** The row's part in the pretext as its manifest says it; empty when it says nothing. */
export function pretextRole({ extra }: ManifestRow): PretextRole {
  const role = extra["pretext"];
  return role === "train" || role === "val" ? role : "";
}

/**
 * What the pretext does with a row: what a split wrote down, or by the split alone where none did:
 * `pretext` and `train` train, `val` validates.
 */
export function pretextPart(row: ManifestRow): PretextRole {
  if (protocolOf(row) !== undefined) return pretextRole(row);
  if (row.split === "val") return "val";
  return row.split === "pretext" || row.split === "train" ? "train" : "";
}

/** True when every row was split by the published protocol, which parts the images of a patient. */
export function isPublishedSplit(rows: readonly ManifestRow[]): boolean {
  return rows.length > 0 && rows.every((row) => protocolOf(row) === "published");
}
