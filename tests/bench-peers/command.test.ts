// The peer benchmarks as a command: help and wrong use, which need no adapter.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

function benchPeers(...args: readonly string[]) {
  const run = spawnSync(process.execPath, ["bench/peers/bench-peers.mjs", ...args], {
    cwd: root,
    encoding: "utf8",
  });
  return { status: run.status, out: run.stdout, err: run.stderr };
}

test("--help names every workload, peer and option, and measures nothing", () => {
  const { status, out, err } = benchPeers("--help");

  expect({ status, err }).toEqual({ status: 0, err: "" });
  for (const word of ["W1,W2,W3,W4f,W4x,W4w,W5", "jax-js,tfjs-layers,tfjs-core", "--as-users"]) {
    expect(out).toContain(word);
  }
});

test("an unknown workload is one line and exit code 2", () => {
  expect(benchPeers("--workloads", "W6")).toEqual({
    status: 2,
    out: "",
    err:
      "pleura: bench:peers: a workload must be one of W1, W2, W3, W4f, W4x, W4w, W5, but " +
      '"W6" was given. Give a name of that list.\n',
  });
});

test("an unknown option is one line and exit code 2", () => {
  const { status, err } = benchPeers("--fast");

  expect(status).toBe(2);
  expect(err).toBe("pleura: bench:peers: Unknown option '--fast'. See --help.\n");
});
