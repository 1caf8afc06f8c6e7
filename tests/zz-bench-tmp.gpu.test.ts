import { openDawn } from "@pleura/dawn";
import { compile, elementCount, openDevice } from "@pleura/engine";
import { randomNumbers } from "@pleura/testing";
import { test } from "vitest";
const K = "../packages/kernels/src/";
const files = ["batch-norm/batch-norm","group-norm/group-norm","ssim/ssim","softmax/softmax","softmax-cross-entropy/softmax-cross-entropy","dropout/dropout","optimiser/adam/adam-update","optimiser/sgd/sgd-update","optimiser/clip/gradient-norm-scale"];
test("bench", async () => {
  const device = await openDevice(openDawn());
  for (const f of files) {
    const { benches } = await import(/* @vite-ignore */ `${K}${f}.bench.ts`);
    for (const b of benches) {
      const p = await compile(device, { outputs: b.build() });
      const feeds = Object.fromEntries(p.plan.inputs.map((t: any) => [t.source.name, randomNumbers(elementCount(t.shape), 1, 0.1, 1)]));
      await p.run(feeds as any);
      await p.repeat(1);
      let best = 1e9;
      for (let r = 0; r < 3; r++) { const t0 = performance.now(); await p.repeat(3); best = Math.min(best, (performance.now() - t0) / 3); }
      const bytes = p.plan.launches.reduce((s, l) => s + l.cost.bytes, 0);
      console.log(b.title, best.toFixed(2), "ms", (bytes / best / 1e6).toFixed(2), "GB/s");
      p.destroy();
    }
  }
}, 300000);
