// A vitest reporter that names every skipped test, fails CI for it, and counts the tests.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Where the totals of the last run stand, for the last line of `npm test`. */
export const totalsFile =
  process.env.PLEURA_TOTALS_FILE ??
  fileURLToPath(new URL("../.cache/test-totals.json", import.meta.url));

/** The words by which a test says that it reads data outside the repository. */
const NEEDS_SHARED = "../shared";

/** Why a test was skipped: the note given to `skip(note)`, or that none was given. */
function reasonOf(test) {
  const note = test.result().note;
  if (note?.includes(NEEDS_SHARED) || test.fullName.includes(NEEDS_SHARED)) {
    return { text: `skipped: needs ${NEEDS_SHARED}`, allowed: true };
  }
  return { text: `skipped: ${note ?? test.options.mode ?? "no reason given"}`, allowed: false };
}

/** Vitest calls `onTestRunEnd` once, when everything has run. */
export default class NoSilentSkips {
  onTestRunEnd(modules) {
    const totals = { passed: 0, failed: 0, skipped: 0 };
    let forbidden = 0;
    const lines = [];
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") totals.passed += 1;
        else if (state === "failed") totals.failed += 1;
        else {
          const reason = reasonOf(test);
          totals.skipped += 1;
          if (!reason.allowed) forbidden += 1;
          lines.push(`  ${relative(root, module.moduleId)} > ${test.fullName}: ${reason.text}`);
        }
      }
      // A file that cannot be loaded has no tests, yet it is a failure.
      if (module.errors().length > 0) totals.failed += 1;
    }
    if (lines.length > 0) {
      process.stdout.write(`\n!!! ${lines.length} TESTS WERE SKIPPED !!!\n${lines.join("\n")}\n`);
    }
    if (forbidden > 0 && process.env.CI) {
      process.stdout.write(`${forbidden} of them may not be skipped in CI: the run fails.\n`);
      process.exitCode = 1;
    }
    mkdirSync(dirname(totalsFile), { recursive: true });
    writeFileSync(totalsFile, JSON.stringify(totals));
  }
}
