// What else the machine is doing: memory that is left, and cores that other programs use.
import { cpus, freemem } from "node:os";

/** Memory that must be free before another side starts: the largest took 0.65 GB (W2), bytes. */
const neededBytes = 1.5e9;

/**
 * Refuses to start a side that would swap and measure the disk.
 *
 * @param {number} [freeBytes]
 * @throws {Error} one line with both numbers
 */
export function requireMemory(freeBytes = freemem()) {
  if (freeBytes >= neededBytes) return;
  throw new Error(
    `bench:peers: ${neededBytes / 1e9} GB of memory must be free to start a side, but ` +
      `${(freeBytes / 1e9).toFixed(1)} GB are. Choose fewer sides with --peers.`,
  );
}

/** Milliseconds that all cores together were busy and existed, since they were started. */
function coreTimes() {
  const all = cpus().map(({ times }) => times);
  const total = all.flatMap((times) => Object.values(times)).reduce((sum, ms) => sum + ms, 0);
  return { busy: total - all.reduce((sum, { idle }) => sum + idle, 0), total };
}

/**
 * Begins to watch the machine.
 *
 * @param {() => number} sidesCpuMs CPU time that the sides have used so far
 * @returns {() => number} the share of all cores that other programs took since
 */
export function watchLoad(sidesCpuMs) {
  const own = () => {
    const { user, system } = process.cpuUsage();
    return sidesCpuMs() + (user + system) / 1000;
  };
  const [from, ownFrom] = [coreTimes(), own()];
  return () => {
    const to = coreTimes();
    const foreign = to.busy - from.busy - (own() - ownFrom);
    return Math.max(0, foreign / Math.max(1, to.total - from.total));
  };
}
