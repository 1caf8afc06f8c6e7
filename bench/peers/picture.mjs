// Draws how many times as long as pleura each side takes, as one SVG with a logarithmic axis.
import { escapeMarkup } from "./escape-markup.mjs";

const width = 860;
const left = 300;
const right = 70;
const barHeight = 16;
const rowHeight = 21;
const groupGap = 34;

/** Blue against orange stays apart for colour-blind eyes (Okabe & Ito 2008); numbers stand beside the bars. */
const colours = { webgpu: "#0072b2", bystander: "#999999" };

/** Sides of a table that have a ratio, pleura left out: it is the line at 1. */
const drawn = ({ rows }) =>
  rows.filter(({ role, ratio }) => role !== "pleura" && ratio !== undefined);

/**
 * The picture.
 *
 * @param {readonly { name: string, title: string, rows: readonly import("./rows.mjs").Row[] }[]} tables
 * @returns {string}
 */
export function ratioPicture(tables) {
  const shown = tables.filter((table) => drawn(table).length > 0);
  const ratios = shown.flatMap((table) => drawn(table).map(({ ratio }) => ratio));
  const low = Math.min(1, ...ratios) * 0.9;
  const high = Math.max(2, ...ratios) * 1.1;
  const across = width - left - right;
  const x = (ratio) => left + (Math.log(ratio / low) / Math.log(high / low)) * across;
  const line = x(1).toFixed(1);
  const parts = [];
  let y = 24;
  for (const table of shown) {
    parts.push(
      `<text x="12" y="${y}" font-weight="600">${escapeMarkup(`${table.name}: ${table.title}`)}</text>`,
    );
    y += 8;
    const top = y - 2;
    for (const { title, ratio, role } of drawn(table)) {
      const [from, to] = [x(1), x(ratio)].sort((a, b) => a - b);
      const bar = { x: from.toFixed(1), width: Math.max(1, to - from).toFixed(1) };
      const middle = y + barHeight - 4;
      parts.push(
        `<text x="${left - 8}" y="${middle}" text-anchor="end">${escapeMarkup(title)}</text>`,
        `<rect x="${bar.x}" y="${y}" width="${bar.width}" height="${barHeight}" fill="${colours[role]}"/>`,
        `<text x="${(to + 5).toFixed(1)}" y="${middle}">× ${ratio.toFixed(2)}</text>`,
      );
      y += rowHeight;
    }
    // Where pleura stands: over the bars, so that a bar to its left is seen as one.
    parts.push(
      `<line x1="${line}" x2="${line}" y1="${top}" y2="${y - 2}" stroke="#d55e00" stroke-width="2"/>`,
    );
    y += groupGap - 8;
  }
  const height = y;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
      'font-family="system-ui, sans-serif" font-size="12" role="img" aria-labelledby="ratios">',
    '<title id="ratios">Time of each side relative to pleura, logarithmic</title>',
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...parts,
    `<text x="${line}" y="${height - 10}" text-anchor="middle" fill="#d55e00">pleura = 1</text>`,
    "</svg>",
  ].join("\n");
}
