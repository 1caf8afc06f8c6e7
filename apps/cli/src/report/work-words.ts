// How many launches and bytes a program needs, beside the fewest it could, in words.
import type { Work } from "@pleura/engine";

const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

/** Both numbers with their ratio to the fewest, such as "86 launches (1.23 × the fewest, 70)". */
export function workWords(work: Work, fewest: Work): string {
  const ratio = (of: keyof Work) => (work[of] / Math.max(1, fewest[of])).toFixed(2);
  return (
    `${work.launches} launches (${ratio("launches")} × the fewest, ${fewest.launches}) that read and write ` +
    `${mib(work.bytes)} (${ratio("bytes")} × the fewest, ${mib(fewest.bytes)})`
  );
}
