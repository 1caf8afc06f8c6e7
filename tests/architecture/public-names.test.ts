// The public names of every package are a decision: adding or losing one shows in public-names.txt.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url);
const list = new URL("public-names.txt", import.meta.url);
const packages = readdirSync(new URL("packages/", root)).sort();

const indexOf = (name: string) =>
  readFileSync(new URL(`packages/${name}/src/index.ts`, root), "utf8");

/** Names in an index's re-exports, such as "type Shape" and "add", sorted by name. */
function publicNames(text: string): string[] {
  const names = [...text.matchAll(/^export (type )?\{([^}]*)\} from "/gm)].flatMap(
    ([, kind = "", inside = ""]) =>
      inside
        .split(",")
        .map((entry) => entry.trim())
        .filter((entry) => entry !== "")
        .map((entry) => `${kind}${entry}`),
  );
  const bare = (name: string) => name.replace(/^type /, "").replace(/^.* as /, "");
  return names.sort((a, b) => (bare(a) < bare(b) ? -1 : 1));
}

test("reads every form of re-export", () => {
  const text = 'export { b, type A } from "./x.ts";\nexport type {\n  C,\n} from "./y.ts";\n';

  expect(publicNames(text)).toEqual(["type A", "type C", "b"]);
});

test.each(packages)("%s's index only re-exports names", (name) => {
  const text = indexOf(name);

  // What publicNames would not see: declarations, `export *`, default exports.
  const others = text.match(/^export (?!(type )?\{[^}]*\} from ").*/gm) ?? [];
  expect(others).toEqual([]);
  expect(publicNames(text)).not.toEqual([]);
});

test("every package has the public names of the list; UPDATE_DOCS=1 rewrites the list", () => {
  const text = packages
    .map((name) => `@pleura/${name}\n${publicNames(indexOf(name)).join("\n")}\n`)
    .join("\n");
  if (process.env["UPDATE_DOCS"] !== undefined) writeFileSync(list, text);

  expect(text).toBe(readFileSync(list, "utf8"));
});
