// Dawn opened for real: it survives garbage collection, takes toggles and lets the process nap.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test, vi } from "vitest";
import { openDawn } from "./open-dawn.ts";

const room = fileURLToPath(new URL("..", import.meta.url));

/** Opens the first adapter. */
async function openAdapter(toggles: readonly string[] = []): Promise<GPUAdapter> {
  const adapter = await openDawn({ toggles }).requestAdapter();
  if (adapter === null) throw new Error("an adapter must open, but Dawn offers none.");
  return adapter;
}

/** Bundles a script of this folder, because Node 20 does not run TypeScript, and runs it. */
async function runScript(name: string, flags: readonly string[]) {
  const { outputFiles } = await build({
    absWorkingDir: room,
    entryPoints: [`src/${name}`],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    external: ["webgpu"],
  });
  // Code from stdin finds packages from the working folder.
  return spawnSync(process.execPath, [...flags, "--input-type=module", "-"], {
    cwd: room,
    input: outputFiles[0]?.text ?? "",
    encoding: "utf8",
    timeout: 200_000,
  });
}

test("keeps the GPU object alive while only the device is held and garbage is collected", async () => {
  const run = await runScript("collect-garbage.test-script.ts", ["--expose-gc"]);

  expect({ status: run.status, signal: run.signal, stderr: run.stderr }).toMatchObject({
    status: 0,
    signal: null,
  });
  expect(JSON.parse(run.stdout)).toEqual({
    isUnrootedAlive: false,
    isRootedAlive: true,
    count: 400,
  });
});

test("passes toggles on to Dawn", async () => {
  const usual = await openAdapter();
  const other = await openAdapter(["backend=null"]);

  // Dawn's null backend answers every call and computes nothing.
  expect(usual.info.description).not.toBe("");
  expect(other.info.description).toBe("");
});

test("leaves timestamps unrounded, with toggles of the caller too", async (t) => {
  const adapter = await openAdapter(["enable-dawn-features=allow_unsafe_apis"]);
  if (!adapter.features.has("timestamp-query")) t.skip("needs an adapter with timestamp-query");
  const device = await adapter.requestDevice({ requiredFeatures: ["timestamp-query"] });
  const count = 16;
  const querySet = device.createQuerySet({ type: "timestamp", count });
  // WebGPU spec, "GPUBufferUsageFlags": QUERY_RESOLVE | COPY_SRC, MAP_READ | COPY_DST.
  const resolved = device.createBuffer({ size: 8 * count, usage: 0x0200 | 0x04 });
  const staging = device.createBuffer({ size: 8 * count, usage: 0x01 | 0x08 });
  const encoder = device.createCommandEncoder();
  for (let at = 0; at < count; at += 2) {
    const timestampWrites = {
      querySet,
      beginningOfPassWriteIndex: at,
      endOfPassWriteIndex: at + 1,
    };
    encoder.beginComputePass({ timestampWrites }).end();
  }
  encoder.resolveQuerySet(querySet, 0, count, resolved, 0);
  encoder.copyBufferToBuffer(resolved, 0, staging, 0, 8 * count);

  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(0x01);
  const times = [...new BigUint64Array(staging.getMappedRange())];

  // Dawn's rounding clears the lowest 16 bits.
  expect(times.some((time) => time % 65536n !== 0n)).toBe(true);
});

test("naps while the device works and resolves when it has finished", async () => {
  const device = await (await openAdapter()).requestDevice();
  // A chain of 10^7 dependent steps: milliseconds on any GPU, longer than the turns left free.
  const code =
    "@group(0) @binding(0) var<storage, read_write> y: array<u32>;" +
    "@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {" +
    "var a = id.x; for (var i = 0u; i < 10000000u; i++) { a = a * 1664525u + 1013904223u; } y[id.x] = a; }";
  const module = device.createShaderModule({ code });
  const pipeline = device.createComputePipeline({ layout: "auto", compute: { module } });
  const y = device.createBuffer({ size: 4 * 64, usage: 0x80 });
  const entries = [{ binding: 0, resource: { buffer: y } }];
  const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  pass.dispatchWorkgroups(1);
  pass.end();
  const wait = vi.spyOn(Atomics, "wait");

  device.queue.submit([encoder.finish()]);
  await expect(device.queue.onSubmittedWorkDone()).resolves.toBeUndefined();
  const naps = wait.mock.calls.length;
  wait.mockRestore();

  expect(naps).toBeGreaterThan(0);
});
