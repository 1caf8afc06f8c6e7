// Reads the command line of `pnpm bench:peers`.
import { parseArgs } from "node:util";
import { chosenSides, sides } from "./sides.mjs";
import { workloadNames, workloadOf } from "./workloads.mjs";

/** What `--help` prints. */
export const help = `pleura and its peers, interleaved on the same adapter.

usage: pnpm bench:peers [options]      (or: npm run bench:peers -- [options])

  --workloads LIST   of ${workloadNames.join(",")}; default all
  --peers LIST       of ${sides.map(({ name }) => name).join(",")}; default all; pleura always runs
  --rounds N         measured rounds, default 7
  --out DIR          writes peers.json, peers.md, peers.svg and peers.html there
  --as-users         peers wait as their users' programs do, spinning on a core (pleura waits calmly)
  --cold             also measures each side's first step from process start, nothing compiled before
  --help

Peers are installed apart: node bench/peers/install.mjs
`;

/** An odd count has a middle; 7 is the fewest whose quartiles are not the ends. */
const defaultRounds = 7;

const split = (text) =>
  text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");

/**
 * @typedef {object} Options
 * @property {readonly string[]} workloads
 * @property {readonly import("./sides.mjs").Side[]} sides
 * @property {number} rounds
 * @property {string | undefined} out
 * @property {boolean} asUsers
 * @property {boolean} cold
 * @property {boolean} help
 */

/** Values of the flags; Node's own messages get a hint. */
function parsed(args) {
  const text = { type: "string" };
  const flag = { type: "boolean", default: false };
  const named = { workloads: text, peers: text, rounds: text, out: text };
  try {
    const options = { ...named, "as-users": flag, cold: flag, help: flag };
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new Error(`bench:peers: ${error.message.split(". ")[0]}. See --help.`);
  }
}

/**
 * Options of a command line.
 *
 * @param {readonly string[]} args
 * @returns {Options}
 * @throws {Error} one line that says what must hold
 */
export function readOptions(args) {
  const values = parsed(args);
  const workloads = values.workloads === undefined ? workloadNames : split(values.workloads);
  for (const name of workloads) workloadOf(name);
  const rounds = values.rounds === undefined ? defaultRounds : Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new Error(
      `bench:peers: "--rounds" must be a whole number ≥ 1, but "${values.rounds}" was given. ` +
        "Give a number such as 7.",
    );
  }
  return {
    workloads,
    sides: chosenSides(values.peers === undefined ? undefined : split(values.peers)),
    rounds,
    out: values.out,
    asUsers: values["as-users"],
    cold: values.cold,
    help: values.help,
  };
}
