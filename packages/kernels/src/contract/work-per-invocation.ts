// How much of a memory-bound kernel's work one invocation takes on.
import type { AdapterFacts } from "@pleura/engine";

/**
 * Elements (or planes, or channels) that one invocation handles in its loop.
 *
 * A CPU adapter pays about a microsecond per workgroup and has few cores: long loops are best.
 * A GPU hides memory latency with many invocations: short loops. Results do not depend on it.
 * Measured 2026-11-23 on lavapipe, CPU time of 8 against 64 per invocation: 2×2 max pooling 10.6 and
 * 5.8 ms, its gradient 12.9 and 5.8, nearest ×2 11.5 and 5.3, its gradient 20.2 and 7.9; 128 gains little.
 */
export function workPerInvocation(adapter: AdapterFacts): number {
  return adapter.isSoftware ? 64 : 8;
}

/**
 * Neighbouring elements that one workgroup of 64 invocations handles, for a kernel whose grid has
 * `length` elements along an axis; large enough to stay within 65,535 workgroups.
 */
export function blockLength(adapter: AdapterFacts, length: number): number {
  return Math.max(64 * workPerInvocation(adapter), Math.ceil(length / 65535));
}
