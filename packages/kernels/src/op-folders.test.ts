// Every op folder has all its parts, and every bench is in the list.
import { readdirSync, readFileSync } from "node:fs";
import { baselineAdapter, placeholderVariable, plan, readVariable } from "@pleura/engine";
import { expect, test } from "vitest";
import { allBenches } from "./benches.ts";

const root = new URL(".", import.meta.url);

/** Folders that are not ops, and why. */
const notOps: Readonly<Record<string, string>> = {
  ceiling: "measures the adapter, computes nothing",
  contract: "the tests that ops share",
  counter: "one u32 addition with its own test",
  normalisation: "kernels that batch norm and group norm share",
  reshape: "a view: its contract test holds its reference, and it has no launch to bench",
  wgsl: "pieces of shader text that ops share",
};

const filesUnder = (folder: string): string[] =>
  readdirSync(new URL(`${folder}/`, root), { recursive: true }).map(String);

const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !(entry.name in notOps))
  .flatMap(({ name }) =>
    name === "optimiser"
      ? readdirSync(new URL("optimiser/", root)).map((n) => `optimiser/${n}`)
      : [name],
  );

test.each(folders)("%s has a reference, a contract test and a bench", (folder) => {
  const files = filesUnder(folder);

  for (const part of [".reference.ts", ".gpu.test.ts", ".bench.ts"]) {
    expect(
      files.filter((file) => file.endsWith(part)),
      `a file *${part}`,
    ).not.toHaveLength(0);
  }
});

test.each(folders)("%s has its benches in the list of all benches", (folder) => {
  const list = readFileSync(new URL("benches.ts", root), "utf8");

  for (const file of filesUnder(folder).filter((name) => name.endsWith(".bench.ts"))) {
    expect(list).toContain(`"./${folder}/${file}"`);
  }
});

test("titles of benches are unique: they are the keys by which results are compared", () => {
  const titles = allBenches.map(({ title }) => title);

  expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
});

test.each(allBenches.map((bench) => [bench.title, bench] as const))(
  "%s can be planned and has work to do",
  (_, bench) => {
    const { launches } = plan(
      {
        outputs: bench.build((name, shape) => readVariable(placeholderVariable(name, shape))),
      },
      baselineAdapter,
    );

    expect(launches.length).toBeGreaterThan(0);
    expect(launches.reduce((sum, { cost }) => sum + cost.bytes, 0)).toBeGreaterThan(0);
  },
);
