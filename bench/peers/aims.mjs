// What pleura wants to reach against the fastest and the leanest WebGPU peer, and how far it is.

/** Least factor over the fastest WebGPU peer, by workload, when both sides wait calmly. */
const calmAims = { W1: 3, W2: 3, W3: 3, W4f: 3.5, W4x: 3.5, W4w: 3.5, W5: 3 };

/** The same against peers as their users get them; only training has an aim of its own. */
const asUsersAims = { W1: 4, W2: 4 };

/** Most memory of W2 relative to the leanest WebGPU peer. */
const memoryAim = 0.6;

/**
 * @typedef {object} Verdict
 * @property {string} what
 * @property {string} aim
 * @property {string} got
 * @property {boolean} reached
 */

/** WebGPU peers of a workload whose results count. */
function peersOf(rows) {
  return rows.filter(({ role, status }) => role === "webgpu" && status === "ok");
}

/** The peer with the smallest value of a column, or undefined. */
function least(rows, column) {
  const peers = peersOf(rows).filter((row) => row[column] !== undefined);
  return peers.reduce((best, row) => (best && best[column] <= row[column] ? best : row), undefined);
}

function speedVerdict(name, rows, aims) {
  const aim = aims[name];
  const fastest = least(rows, "ratio");
  if (aim === undefined || fastest === undefined) return [];
  return [
    {
      what: `${name}, time of the fastest WebGPU peer (${fastest.side}) over pleura's`,
      aim: `≥ ${aim}`,
      got: fastest.ratio.toFixed(2),
      reached: fastest.ratio >= aim,
    },
  ];
}

function memoryVerdicts(rows) {
  const ours = rows.find(({ role }) => role === "pleura");
  const kinds = [
    ["gpuBytes", "GPU bytes alive at the peak"],
    ["rssBytes", "peak RSS"],
  ];
  return kinds.flatMap(([column, title]) => {
    const leanest = least(rows, column);
    if (leanest === undefined || ours?.[column] === undefined) return [];
    const share = ours[column] / leanest[column];
    return [
      {
        what: `W2, pleura's ${title} over the leanest WebGPU peer's (${leanest.side})`,
        aim: `≤ ${memoryAim}`,
        got: share.toFixed(2),
        reached: share <= memoryAim,
      },
    ];
  });
}

/**
 * Compares tables with the aims.
 *
 * @param {readonly { name: string, rows: readonly import("./rows.mjs").Row[] }[]} tables
 * @param {boolean} asUsers
 * @returns {readonly Verdict[]}
 */
export function verdicts(tables, asUsers) {
  const aims = asUsers ? asUsersAims : calmAims;
  return tables.flatMap(({ name, rows }) => [
    ...speedVerdict(name, rows, aims),
    ...(name === "W2" ? memoryVerdicts(rows) : []),
  ]);
}
