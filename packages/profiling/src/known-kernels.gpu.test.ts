// A copy and a multiply-add kernel of known cost: counts are right and no share of the roofline is above 105 %.
import { openDawn } from "@pleura/dawn";
import {
  applyOp1,
  compile,
  type Device,
  input,
  type Kernel,
  linearGrid,
  linearMain,
  type Op,
  openDevice,
  Profiler,
} from "@pleura/engine";
import { measureCeilings } from "@pleura/kernels";
import { afterAll, beforeAll, expect, test } from "vitest";
import { highestShare, settledCeilings } from "./record/settled-ceilings.ts";
import { profileStats } from "./report/launch-stats.ts";

const now = () => performance.now();

let device: Device;
beforeAll(async () => {
  device = await openDevice(openDawn());
});
afterAll(() => device.destroy());

/** 16 MiB read and written: 32 MiB move. */
const copied = 2 ** 22;
const copyKernel: Kernel = {
  name: "known copy",
  bindings: ["x", "y"].map((name) => ({ name, element: "vec4f" })),
  params: [{ name: "count", type: "u32" }],
  workgroup: [256, 1, 1],
  body: `${linearMain}
  if (i < params.count) { y[i] = x[i]; }
}`,
};

const lanes = 2 ** 14;
const turns = 64;
const chains = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
/** Per invocation 12 chains of 4 multiply-adds in each turn, each two operations. */
const knownFlops = 2 * chains.length * 4 * turns * lanes;
const turn = chains.map((name) => `${name}0 = fma(${name}0, p, q);`).join(" ");
const fmaKernel: Kernel = {
  name: "known fma",
  bindings: ["x", "y"].map((name) => ({ name, element: "f32" })),
  params: [
    { name: "turns", type: "u32" },
    { name: "p", type: "f32" },
  ],
  workgroup: [64, 1, 1],
  body: `${linearMain}
  let p = params.p;
  let q = 1.0 - p;
${chains.map((name, at) => `  var ${name}0 = x[i] + ${at}.0;`).join("\n")}
  for (var turn = 0u; turn < params.turns; turn++) { ${[turn, turn, turn, turn].join(" ")} }
  y[i] = ${chains.map((name) => `${name}0`).join(" + ")};
}`,
};

const knownOp = (
  kernel: Kernel,
  params: Readonly<Record<string, number>>,
  flops: number,
): Op<null> => ({
  name: kernel.name,
  infer: (inputs) => inputs.slice(0, 1),
  lower({ inputs: [x], outputs: [y] }) {
    if (!x || !y) return [];
    const [count = 1] = x.type.shape;
    const perLane = kernel === copyKernel ? 4 : 1;
    const grid = linearGrid(count / perLane / kernel.workgroup[0]);
    return [{ kernel, buffers: [x, y], params, grid }];
  },
  cost: ([x]) => ({ flops, bytes: 8 * (x?.shape[0] ?? 0) }),
});

test("counts a copy's bytes and a multiply-add's operations, and neither beats the ceilings", async () => {
  const measure = () => measureCeilings(device, { now, repeats: 8 });
  const ceilings = await measure();
  const x = input("x", [copied]);
  const z = input("z", [lanes]);
  const program = await compile(device, {
    outputs: {
      copy: applyOp1(knownOp(copyKernel, { count: copied / 4 }, 0), [x], null),
      fma: applyOp1(knownOp(fmaKernel, { turns, p: 0.5 }, knownFlops), [z], null),
    },
  });
  const feeds = { x: new Float32Array(copied), z: new Float32Array(lanes) };
  await program.run(feeds);
  const profiler = new Profiler(device, { now });
  profiler.attach();
  const startNs = now() * 1e6;
  for (let run = 0; run < 9; run += 1) await program.run(feeds);
  const wallNs = now() * 1e6 - startNs;
  const { runs } = await profiler.collect();
  profiler.destroy();

  const stats = (under: typeof ceilings) => profileStats(runs, new Map(), 9, under).launches;
  const share = ({ idealNs, medianNs }: { idealNs: number; medianNs: number }) =>
    idealNs / medianNs;
  const settled = await settledCeilings(ceilings, measure, (under) =>
    Math.max(...stats(under).map(share)),
  );
  const launches = stats(settled);

  const copy = launches.find(({ kernel }) => kernel === "known copy");
  const fma = launches.find(({ kernel }) => kernel === "known fma");
  expect(copy).toMatchObject({ bytes: 32 * 2 ** 20, flops: 0, bound: "memory", calls: 1 });
  expect(fma).toMatchObject({ bytes: 8 * lanes, flops: knownFlops, bound: "arithmetic" });
  for (const launch of launches) {
    expect(share(launch)).toBeLessThanOrEqual(highestShare);
    // A wrong unit or a lost factor would be ten times off or more.
    expect(share(launch)).toBeGreaterThan(0.05);
  }
  const kernelNs = launches.flatMap(({ samples }) => samples).reduce((sum, ns) => sum + ns, 0);
  expect(kernelNs).toBeLessThan(wallNs);
  program.destroy();
});
