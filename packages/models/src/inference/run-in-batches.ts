// Runs a program of a fixed batch over any number of items.
import type { Numbers, Program } from "@pleura/engine";

/**
 * Runs a program over `n` items in batches; the last batch is filled up with zeros.
 *
 * @param batch items per run of the program
 * @param inputs per input name: values of all items, one after the other
 * @param outputs per output name: values per item to keep
 */
export async function runInBatches<Names extends string>(
  program: Program,
  batch: number,
  n: number,
  inputs: Readonly<Record<string, Float32Array>>,
  outputs: Readonly<Record<Names, number>>,
): Promise<Record<Names, Float32Array>> {
  const names = Object.keys(outputs) as Names[];
  const results = Object.fromEntries(
    names.map((name) => [name, new Float32Array(n * outputs[name])]),
  ) as Record<Names, Float32Array>;
  for (let start = 0; start < n; start += batch) {
    const count = Math.min(batch, n - start);
    const feeds: Record<string, Numbers> = {};
    for (const [name, values] of Object.entries(inputs)) {
      const stride = values.length / n;
      const fed = new Float32Array(batch * stride);
      fed.set(values.subarray(start * stride, (start + count) * stride));
      feeds[name] = fed;
    }
    const run = await program.run(feeds);
    for (const name of names) {
      const stride = outputs[name];
      results[name].set((run[name] as Float32Array).subarray(0, count * stride), start * stride);
    }
  }
  return results;
}
