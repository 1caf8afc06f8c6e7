// Answers the page's calls with a session: in the gpu worker, or in the page where its workers have no WebGPU.
import { baselineAdapter, type DeviceOptions } from "@pleura/engine";
import { defaultScore, scoreCam, softmaxOf } from "@pleura/models";
import type { Channel } from "../workers/calls.ts";
import { serveCalls } from "../workers/serve-calls.ts";
import type { GpuCalls, GpuEvent } from "./gpu-calls.ts";
import { GpuSession } from "./gpu-session.ts";
import { NoWebgpuError } from "./no-webgpu.ts";
import { readModel } from "./read-model.ts";

/** What is opened in place of all that the adapter has, to try how the page does on the plainest one. */
const plainest: DeviceOptions = {
  without: ["shader-f16", "subgroups", "timestamp-query"],
  limits: {
    maxBufferSize: baselineAdapter.maxBufferSize,
    maxStorageBufferBindingSize: baselineAdapter.maxStorageBufferBindingSize,
    maxStorageBuffersPerShaderStage: baselineAdapter.maxStorageBuffersPerShaderStage,
    maxComputeWorkgroupStorageSize: baselineAdapter.maxComputeWorkgroupStorageSize,
  },
};

function requireGpu(gpu: GPU | undefined): GPU {
  if (gpu === undefined) throw new NoWebgpuError();
  return gpu;
}

/**
 * Serves one page.
 *
 * @param gpu the global scope's `navigator.gpu`; undefined where there is none
 */
export function serveGpu(channel: Channel, gpu: GPU | undefined): void {
  let session: GpuSession | undefined;
  const started = (options?: DeviceOptions) => {
    session ??= new GpuSession(requireGpu(gpu), (event) => tell(event), options);
    return session;
  };
  const tell = serveCalls<GpuCalls, GpuEvent>(channel, {
    open: async (request) => started(request?.isPlain ? plainest : {}).facts(),
    load: async ({ name, bytes }) => started().load(readModel(name, bytes)),
    classify: async ({ image }) =>
      started().use("classifier", async ({ single }) => {
        const logits = await single.logits(image, 1);
        return { probabilities: Float32Array.from(softmaxOf(logits)) };
      }),
    explain: async ({ image }, { signal, progress }) =>
      started().use("classifier", async ({ many }) => {
        const found = await scoreCam(many, image, {
          score: defaultScore,
          signal,
          onProgress: ({ classes, ...counts }) =>
            progress(
              { ...counts, maps: classes },
              classes.map(({ map }) => map.buffer as ArrayBuffer),
            ),
        });
        return {
          probabilities: found.probabilities,
          classes: found.classes.map(({ classIndex, map, averageDrop, increase }) => ({
            ...{ classIndex, map, averageDrop },
            increase: increase === 1,
          })),
        };
      }),
    restore: async ({ image }) =>
      started().use("pretext", async ({ single }) => {
        const { restored, ssimAfter } = await single.restoration(image, image, 1);
        return { restored, dissimilarity: 1 - (ssimAfter[0] as number) };
      }),
    profile: async (request, tools) => {
      const { profileCall } = await import("./profile-call.ts");
      return started().useAlone(request.model, ({ many }, device) =>
        profileCall(device, many, request, tools),
      );
    },
    async lose() {
      await started().lose();
      return null;
    },
  });
}
