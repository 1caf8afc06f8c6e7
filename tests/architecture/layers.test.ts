// Plants forbidden imports in a copy of the workspace and shows that the layer tool refuses them.
import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const rooms = readdirSync(join(root, "packages"));

let copy = "";

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), "pleura-layers-"));
  const manifests = rooms.map((room) => `packages/${room}/package.json`);
  for (const path of ["biome.json", "package.json", "apps/cli/package.json", ...manifests]) {
    cpSync(join(root, path), join(copy, path), { recursive: true });
  }
});

afterEach(() => {
  rmSync(copy, { recursive: true, force: true });
});

/** Writes files into the copy, lints it, and returns `path rule` for each error. */
function lint(files: Readonly<Record<string, string>>): string[] {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), text);
  }
  const args = ["lint", "--vcs-enabled=false", "--reporter=github", "--max-diagnostics=none", "."];
  const result = spawnSync(join(root, "node_modules", ".bin", "biome"), args, {
    cwd: copy,
    encoding: "utf8",
  });
  const lines = result.stdout.matchAll(/^::error title=lint\/\w+\/(\w+),file=([^,]+),/gm);
  const found = [...lines]
    .map(([, rule, path]) => `${path?.replace(`${copy}/`, "")} ${rule}`)
    .sort();
  // The exit code is what stops `npm test`, so it must agree with what was printed.
  expect(result.status).toBe(found.length === 0 ? 0 : 1);
  return found;
}

const use = (specifier: string) =>
  `// A planted import.\nimport { planted } from "${specifier}";\nexport const used = planted;\n`;

describe("an import against the arrows fails", () => {
  test.each([
    ["engine may not import kernels", "packages/engine/src/planted.ts", "@pleura/kernels"],
    ["engine may not import data", "packages/engine/src/planted.ts", "@pleura/data"],
    ["data may not import engine", "packages/data/src/planted.ts", "@pleura/engine"],
    ["kernels may not import models", "packages/kernels/src/add/planted.ts", "@pleura/models"],
    ["kernels may not import data", "packages/kernels/src/add/planted.ts", "@pleura/data"],
    ["models may not import the cli", "packages/models/src/planted.ts", "@pleura/cli"],
    ["models may not import profiling", "packages/models/src/planted.ts", "@pleura/profiling"],
    ["pictures may not import models", "packages/pictures/src/planted.ts", "@pleura/models"],
    ["data may not import pictures", "packages/data/src/planted.ts", "@pleura/pictures"],
    ["testing may not import engine", "packages/testing/src/planted.ts", "@pleura/engine"],
  ])("%s", (_title, path, specifier) => {
    const found = lint({ [path]: use(specifier) });

    expect(found).toContain(`${path} noRestrictedImports`);
  });

  test("an upward import is refused even when package.json declares it", () => {
    const path = "packages/engine/src/planted.ts";
    const manifest = { name: "@pleura/engine", dependencies: { "@pleura/kernels": "workspace:*" } };

    const found = lint({
      "packages/engine/package.json": JSON.stringify(manifest),
      [path]: use("@pleura/kernels"),
    });

    expect(found).toEqual([`${path} noRestrictedImports`]);
  });

  test("a relative import may not leave its package", () => {
    const path = "packages/engine/src/planted.ts";

    const found = lint({
      [path]: use("../../kernels/src/index.ts"),
      "packages/kernels/src/index.ts": "// Kernels.\nexport const planted = 1;\n",
    });

    expect(found).toEqual([`${path} noRestrictedImports`]);
  });
});

describe("what the arrows allow passes", () => {
  test.each([
    ["kernels import engine", "packages/kernels/src/planted.ts", "@pleura/engine"],
    ["models import kernels", "packages/models/src/planted.ts", "@pleura/kernels"],
    ["models import data", "packages/models/src/planted.ts", "@pleura/data"],
    ["profiling imports models", "packages/profiling/src/planted.ts", "@pleura/models"],
    ["pictures import data", "packages/pictures/src/planted.ts", "@pleura/data"],
    ["the cli imports models", "apps/cli/src/planted.ts", "@pleura/models"],
    ["tests of engine import testing", "packages/engine/src/planted.test.ts", "@pleura/testing"],
    ["a sibling file is imported", "packages/engine/src/graph/planted.ts", "../shape.ts"],
  ])("%s", (_title, path, specifier) => {
    const found = lint({ [path]: use(specifier) });

    expect(found).toEqual([]);
  });
});

describe("the other rules of the house fail too", () => {
  test("a cycle of two files", () => {
    const found = lint({
      "packages/engine/src/one.ts": use("./two.ts"),
      "packages/engine/src/two.ts":
        '// Two.\nimport { used } from "./one.ts";\nexport const planted = used;\n',
    });

    expect(found).toEqual([
      "packages/engine/src/one.ts noImportCycles",
      "packages/engine/src/two.ts noImportCycles",
    ]);
  });

  test("a dependency that package.json does not declare", () => {
    const path = "packages/kernels/src/planted.ts";

    expect(lint({ [path]: use("zod") })).toEqual([`${path} noUndeclaredDependencies`]);
  });

  test("a development dependency in a file that is no test", () => {
    const path = "packages/engine/src/planted.ts";

    expect(lint({ [path]: use("@pleura/testing") })).toEqual([`${path} noUndeclaredDependencies`]);
  });

  test.each(["data", "engine", "kernels", "models", "pictures", "profiling"])(
    "a Node module in %s",
    (room) => {
      const path = `packages/${room}/src/planted.ts`;

      expect(lint({ [path]: use("node:fs") })).toEqual([`${path} noNodejsModules`]);
    },
  );

  test("a Node module passes in a test of data and in the cli", () => {
    const found = lint({
      "packages/data/src/planted.test.ts": use("node:fs"),
      "apps/cli/src/planted.ts": use("node:fs"),
    });

    expect(found).toEqual([]);
  });
});

interface Override {
  readonly includes: readonly string[];
  readonly linter: {
    readonly rules: {
      readonly style?: {
        readonly noRestrictedImports?: {
          readonly options: { readonly patterns: readonly { readonly group: readonly string[] }[] };
        };
      };
    };
  };
}

/** The rooms that a room may import, read from its row of the layer table; undefined without one. */
function allowedImports(room: string): string[] | undefined {
  const config = JSON.parse(readFileSync(join(root, "biome.json"), "utf8")) as {
    readonly overrides: readonly Override[];
  };
  const row = config.overrides.find(
    ({ includes, linter }) =>
      includes.includes(`packages/${room}/**`) && linter.rules.style?.noRestrictedImports,
  );
  const patterns = row?.linter.rules.style?.noRestrictedImports?.options.patterns;
  const ours = patterns?.flatMap(({ group }) => group).filter((name) => name.includes("@pleura/"));
  if (!ours?.includes("@pleura/*")) return undefined;
  return ours.filter((name) => name.startsWith("!")).map((name) => name.slice(1));
}

describe("the layer table", () => {
  test.each(rooms)("has a row for packages/%s that its package.json obeys", (room) => {
    const path = join(root, "packages", room, "package.json");
    const manifest = JSON.parse(readFileSync(path, "utf8")) as {
      readonly dependencies?: Readonly<Record<string, string>>;
    };
    const declared = Object.keys(manifest.dependencies ?? {});

    const allowed = allowedImports(room);

    expect(allowed).toBeDefined();
    expect(allowed).toEqual(
      expect.arrayContaining(declared.filter((name) => name.startsWith("@pleura/"))),
    );
  });
});
