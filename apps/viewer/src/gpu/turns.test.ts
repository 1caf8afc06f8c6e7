// Turns on a device: what may go on side by side and what waits.
import { expect, test } from "vitest";
import { Turns } from "./turns.ts";

/** Work that ends when it is told to, and a diary of beginnings and ends. */
function diary() {
  const lines: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => async () => {
    lines.push(`${name} begins`);
    await new Promise<void>((end) => ends.set(name, end));
    lines.push(`${name} ends`);
    return name;
  };
  const end = async (name: string) => {
    ends.get(name)?.();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { lines, work, end };
}

test("shared work goes on side by side; what wants to be alone waits for it, and the rest for that", async () => {
  const { lines, work, end } = diary();
  const turns = new Turns();

  const all = [
    turns.shared(work("a")),
    turns.shared(work("b")),
    turns.alone(work("measure")),
    turns.shared(work("c")),
    turns.alone(work("again")),
  ];
  for (const name of ["a", "b", "measure", "c", "again", "c"]) await end(name);

  expect(await Promise.all(all)).toEqual(["a", "b", "measure", "c", "again"]);
  const [before, alone] = [lines.slice(0, 4), lines.slice(4, 6)];
  expect(before).toEqual(["a begins", "b begins", "a ends", "b ends"]);
  expect(alone).toEqual(["measure begins", "measure ends"]);
  const again = lines.indexOf("again begins");
  expect(lines[again + 1]).toBe("again ends");
});

test("work that fails lets the next one in", async () => {
  const turns = new Turns();
  const fail = async () => {
    throw new Error("planted");
  };

  await expect(turns.alone(fail)).rejects.toThrow("planted");
  await expect(turns.shared(fail)).rejects.toThrow("planted");
  expect(await turns.alone(async () => 1)).toBe(1);
});
