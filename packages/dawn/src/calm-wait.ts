// Naps between turns of the event loop while a promise of the device is pending.
/// <reference types="node" />
import { setImmediate } from "node:timers";

// While a Dawn promise is pending, the Node binding spins the JavaScript thread, which takes a core
// from a software adapter. Measured 2026-11 on llvmpipe with 2 cores: one dispatch 4.1 s → 2.65 s.
const cell = new Int32Array(new SharedArrayBuffer(4));
const freeTurns = 20;
const growthMs = 0.05;
const longestNapMs = 2;

let pending = 0;
let turns = 0;
let isRunning = false;

function turn(): void {
  if (pending === 0) {
    isRunning = false;
    return;
  }
  turns += 1;
  const napMs = Math.min(longestNapMs, (turns - freeTurns) * growthMs);
  if (napMs > 0) Atomics.wait(cell, 0, 0, napMs);
  setImmediate(turn);
}

/** Returns the promise; until it settles the event loop sleeps a little between turns. */
export function nap<T>(promise: Promise<T>): Promise<T> {
  pending += 1;
  turns = 0;
  if (!isRunning) {
    isRunning = true;
    setImmediate(turn);
  }
  const end = () => {
    pending -= 1;
  };
  promise.then(end, end);
  return promise;
}
