// The peer benchmarks' report: aims, picture and pages.
import { expect, test } from "vitest";
import { verdicts } from "../../bench/peers/aims.mjs";
import { countGpuBytes } from "../../bench/peers/gpu-bytes.mjs";
import { ratioPicture } from "../../bench/peers/picture.mjs";
import { htmlReport, markdownReport } from "../../bench/peers/report.mjs";

const ours = { side: "pleura", title: "pleura", role: "pleura", status: "ok", ms: 10, ratio: 1 };
const peer = { side: "peer", title: "a <peer>", role: "webgpu", status: "ok", ms: 31, ratio: 3.1 };
const slow = { ...peer, side: "slow", title: "slow", ratio: 9 };
const wrong = { ...peer, side: "wrong", title: "wrong", status: "wrong", ratio: 0.5 };
const bystander = { ...peer, side: "cpu", title: "cpu", role: "bystander", ratio: 0.25 };

function table(name: string, rows: readonly object[]) {
  // Rows here hold only what is drawn.
  return { name, title: "a step", flops: 1e9, foreignShare: 0.25, rows: rows as never };
}

const report = {
  command: "pnpm bench:peers --workloads W1",
  date: "2026-11-26T00:00:00.000Z",
  adapter: "llvmpipe",
  machine: "a machine",
  waiting: "all sides calmly",
  rounds: 7,
  versions: { pleura: "abc", "@jax-js/jax": "0.1.25" },
  tables: [table("W1", [ours, peer, bystander])],
  verdicts: verdicts([table("W1", [ours, peer, bystander])], false),
};

test("the aim is set against the fastest WebGPU peer with a right result", () => {
  expect(verdicts([table("W1", [ours, slow, wrong, peer, bystander])], false)).toEqual([
    {
      what: "W1, time of the fastest WebGPU peer (peer) over pleura's",
      aim: "≥ 3",
      got: "3.10",
      reached: true,
    },
  ]);
});

test("against peers as their users get them training must reach 4", () => {
  const [first, ...others] = verdicts([table("W1", [ours, peer]), table("W5", [ours, peer])], true);

  expect(first).toMatchObject({ aim: "≥ 4", got: "3.10", reached: false });
  expect(others).toEqual([]);
});

test("memory is compared with the leanest WebGPU peer, each kind with its own", () => {
  const rows = [
    { ...ours, gpuBytes: 60, rssBytes: 70 },
    { ...peer, gpuBytes: 100, rssBytes: 200 },
    { ...slow, gpuBytes: 200, rssBytes: 100 },
    { ...bystander, rssBytes: 1 },
  ];

  const got = verdicts([table("W2", rows)], false).slice(1);

  expect(got.map(({ what, got: share, reached }) => `${what} ${share} ${reached}`)).toEqual([
    "W2, pleura's GPU bytes alive at the peak over the leanest WebGPU peer's (peer) 0.60 true",
    "W2, pleura's peak RSS over the leanest WebGPU peer's (slow) 0.70 false",
  ]);
});

test("the picture has one bar per peer and its number in words", () => {
  const svg = ratioPicture(report.tables);

  expect(svg.match(/<rect x=/g)).toHaveLength(2);
  expect(svg).toContain("× 3.10");
  expect(svg).toContain("× 0.25");
  expect(svg).toContain("a &#60;peer&#62;");
});

test("a bar of twice the ratio's logarithm is twice as long", () => {
  const rows = [ours, { ...peer, ratio: 3 }, { ...slow, ratio: 9 }];
  const widths = [
    ...ratioPicture([table("W1", rows)]).matchAll(/<rect x="[^"]*" y="[^"]*" width="([^"]*)"/g),
  ];
  const [short, long] = widths.map(([, width]) => Number(width));

  expect((long ?? 0) / (short ?? 1)).toBeCloseTo(2, 2);
});

test("Markdown holds command, adapter, aims and tables", () => {
  const text = markdownReport(report);

  expect(text).toContain("- command: pnpm bench:peers --workloads W1\n");
  expect(text).toContain("- versions: pleura abc, @jax-js/jax 0.1.25\n");
  expect(text).toContain("| ≥ 3 | 3.10 | yes |");
  expect(text).toContain("## W1: a step");
  expect(text).toContain("other programs used 25 % of the machine meanwhile.");
});

test("the page needs no other file", () => {
  const page = htmlReport(report);

  expect(page).toContain("<svg");
  expect(page).toContain("a &#60;peer&#62;");
  expect(page).not.toMatch(/<(script|link|img)|src=/);
});

test("GPU bytes are counted at their peak, and destroyed twice counts once", () => {
  class GPUDevice {
    createBuffer(_: { size: number }) {
      return new GPUBuffer();
    }
  }
  class GPUBuffer {
    destroy() {
      return undefined;
    }
  }
  const peak = countGpuBytes({ GPUDevice, GPUBuffer });
  const device = new GPUDevice();

  const first = device.createBuffer({ size: 100 });
  const second = device.createBuffer({ size: 50 });
  first.destroy();
  first.destroy();
  device.createBuffer({ size: 80 });
  second.destroy();

  expect(peak()).toBe(150);
});
