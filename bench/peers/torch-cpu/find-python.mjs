// Finds a Python that has PyTorch; Debian's packages belong to the system's Python only.
import { capture } from "../../../scripts/process.mjs";

/** @type {string | null | undefined} undefined until it was looked for */
let found;

/**
 * A Python that imports torch, or undefined.
 *
 * @returns {string | undefined}
 */
export function findPython() {
  if (found === undefined) {
    const candidates = ["python3", "/usr/bin/python3"];
    found = candidates.find((python) => capture(python, ["-c", "import torch"]).ok) ?? null;
  }
  return found ?? undefined;
}
