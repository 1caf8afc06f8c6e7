// Chunks of rows hold full batches and lose none.
import { expect, test } from "vitest";
import { chunksOf } from "./logits-of.ts";

test.each([1, 16, 24, 64, 100])(
  "chunks for batches of %i hold every row once, in order",
  (batch) => {
    const rows = Array.from({ length: 203 }, (_, row) => 2 * row);

    const chunks = [...chunksOf(rows, batch)];

    expect(chunks.flat()).toEqual(rows);
    expect(chunks.length).toBeGreaterThan(1);
    expect(chunks.slice(0, -1).every(({ length }) => length % batch === 0)).toBe(true);
  },
);
