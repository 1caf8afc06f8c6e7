// The words for launches and bytes beside the fewest.
import { expect, test } from "vitest";
import { workWords } from "./work-words.ts";

test("tells both numbers and their ratios", () => {
  const words = workWords(
    { launches: 86, bytes: 3 * 2 ** 20 },
    { launches: 80, bytes: 2 * 2 ** 20 },
  );

  expect(words).toBe(
    "86 launches (1.07 × the fewest, 80) that read and write 3.0 MiB (1.50 × the fewest, 2.0 MiB)",
  );
});

test("divides by one where nothing is needed", () => {
  expect(workWords({ launches: 0, bytes: 0 }, { launches: 0, bytes: 0 })).toBe(
    "0 launches (0.00 × the fewest, 0) that read and write 0.0 MiB (0.00 × the fewest, 0.0 MiB)",
  );
});
