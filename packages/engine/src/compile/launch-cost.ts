// Divides an op's cost among its launches, so that each is measured against what it does itself.
import type { Launch } from "../graph/kernel.ts";
import type { Cost } from "../graph/op.ts";
import { bytesOf } from "../graph/tensor-type.ts";

/**
 * The cost of each launch of an op.
 *
 * A launch that states its own keeps it, and an op's only launch has the op's. The others count the
 * bytes of the buffers they bind, each buffer once, and share the operations that are left in
 * proportion to those bytes. When all together have fewer bytes than the op, theirs are raised.
 */
export function launchCosts(launches: readonly Launch[], whole: Cost): readonly Cost[] {
  if (launches.length === 1) return launches.map(({ cost }) => cost ?? whole);
  const bound = launches.map(({ cost, buffers }) =>
    cost ? 0 : bytesOf(...new Set(buffers.map(({ type }) => type))),
  );
  const boundBytes = sum(bound);
  const statedFlops = sum(launches.map(({ cost }) => cost?.flops ?? 0));
  const statedBytes = sum(launches.map(({ cost }) => cost?.bytes ?? 0));
  const flopsLeft = Math.max(0, whole.flops - statedFlops);
  const raise = Math.max(1, (whole.bytes - statedBytes) / boundBytes);
  return launches.map(({ cost }, index) => {
    const bytes = bound[index] ?? 0;
    return cost ?? { flops: (flopsLeft * bytes) / boundBytes, bytes: bytes * raise };
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
