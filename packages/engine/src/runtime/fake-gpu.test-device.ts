// A GPU device that does nothing but record, for tests of what no real adapter does on demand.
import { baselineAdapter } from "./adapter-facts.ts";
import { Device } from "./device.ts";

/** What a test may set or look at. */
export interface FakeGpu {
  readonly device: Device;
  /** Pushes and pops of error scopes, in order. */
  readonly scopes: string[];
  /** Errors that the next popped scopes report, first popped first. */
  readonly errors: (string | undefined)[];
  /** Reports an error that no scope caught. */
  report(error: Error): void;
}

/** Makes a device on the fake. `overrides` replace methods of the GPU device. */
export function fakeGpu(overrides: Readonly<Record<string, unknown>> = {}): FakeGpu {
  const scopes: string[] = [];
  const errors: (string | undefined)[] = [];
  const listeners: ((event: { error: Error }) => void)[] = [];
  const gpu = {
    lost: new Promise(() => undefined),
    addEventListener: (_: string, listener: (event: { error: Error }) => void) =>
      listeners.push(listener),
    pushErrorScope: (filter: string) => scopes.push(`push ${filter}`),
    popErrorScope: () => {
      scopes.push("pop");
      const message = errors.shift();
      return Promise.resolve(message === undefined ? null : { message });
    },
    createBuffer: ({ size }: { size: number }) => ({ size, destroy: () => undefined }),
    queue: { writeBuffer: () => undefined },
    ...overrides,
  };
  const device = new Device(gpu as unknown as GPUDevice, baselineAdapter, []);
  const report = (error: Error) => {
    for (const listener of listeners) listener({ error });
  };
  return { device, scopes, errors, report };
}
