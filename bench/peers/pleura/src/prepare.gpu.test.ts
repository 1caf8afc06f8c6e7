// pleura's side of the peer benchmarks computes what the peers compute.
import { openDawn } from "@pleura/dawn";
import { type Device, openDevice } from "@pleura/engine";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compareResult } from "../../checks.mjs";
import { workloadOf } from "../../workloads.mjs";
import { prepareWorkload } from "./prepare.ts";

let device: Device;

beforeAll(async () => {
  device = await openDevice(openDawn());
});

afterAll(() => device.destroy());

test("three training steps of W1 reach PyTorch's losses", async () => {
  const job = await prepareWorkload(device, workloadOf("W1"));

  const losses = [await job.step(), await job.step(), await job.step()].map(Number);

  expect(compareResult("W1", { losses }).text).toMatch(/^agrees/);
});

test.each(["W3", "W4f", "W4x", "W4w", "W5"])("%s reaches the peers' sums", async (name) => {
  const job = await prepareWorkload(device, workloadOf(name));
  await job.step();

  const sums = (await job.check?.()) ?? [];

  expect(compareResult(name, { sums }).text).toMatch(/^agrees/);
});
