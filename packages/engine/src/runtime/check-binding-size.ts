// The largest tensor an adapter can bind, checked at the public door.
import { EngineError } from "../error.ts";
import { formatShape, type Shape } from "../graph/shape.ts";
import type { AdapterFacts } from "./adapter-facts.ts";

/** @throws {EngineError} tag `limit` when one binding cannot hold that many bytes */
export function checkBindingSize(
  adapter: AdapterFacts,
  what: string,
  shape: Shape,
  sizeBytes: number,
): void {
  const limit = Math.min(adapter.maxStorageBufferBindingSize, adapter.maxBufferSize);
  if (sizeBytes <= limit) return;
  throw new EngineError(
    "limit",
    `${what}: a tensor must fit in ${limit} bytes on this adapter, but ${formatShape(shape)} needs ` +
      `${sizeBytes} bytes. Use a smaller batch, image size or width.`,
    { sizeBytes, limit },
  );
}
