// Tells whether a WebGPU adapter opens on this machine, without ever crashing the caller.
import { join } from "node:path";
import { capture, root, ScriptError } from "./process.mjs";

/**
 * Probes Dawn in a child process.
 *
 * @returns `{ adapter }` with vendor, architecture and description, or `{ reason }` in one line
 */
export function findAdapter() {
  const probe = capture(process.execPath, [join(root, "scripts", "probe-adapter.mjs")], {
    timeout: 60_000,
    shell: false,
  });
  if (probe.ok) {
    const line = probe.out.trim().split("\n").at(-1) ?? "";
    return { adapter: JSON.parse(line) };
  }
  // Exit code 1 is an error of the probe itself: another driver would not help.
  if (probe.end === "exit 1") {
    throw new ScriptError(`probe: Dawn must be loadable, but it is not:\n${probe.err.trim()}`, 4);
  }
  const warnings = probe.err.split("\n").filter((line) => line.startsWith("Warning: "));
  const telling = warnings.map((line) => line.slice("Warning: ".length).trim());
  const reason = telling.find((line) => !line.includes("artificially reduced"));
  return { reason: `Dawn says "${reason ?? probe.end}"` };
}
