// `pleura view` as a process: what it prints, serves and ends with.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { bundleCli, emptyFolder, finished, runCli, startCli } from "./run-cli.ts";

const folder = emptyFolder();
const page = join(folder, "page");
const demo = join(folder, "runs", "demo");

beforeAll(async () => {
  await bundleCli();
  mkdirSync(page);
  writeFileSync(join(page, "index.html"), '<meta name="pleura-run" content="">');
  writeFileSync(join(page, "_headers"), "/*\n  Content-Security-Policy: default-src 'none'\n");
  mkdirSync(join(demo, "classifier"), { recursive: true });
  writeFileSync(join(demo, "summary.json"), "{}");
  writeFileSync(join(demo, "classifier", "run.json"), '{"config":{}}');
});

/** Starts the command, waits for its address, and lets `use` work with it before the signal comes. */
async function viewed(
  args: readonly string[],
  use: (url: string) => Promise<unknown>,
  signal: NodeJS.Signals = "SIGINT",
) {
  const child = startCli(["view", "--page", page, "--no-open", ...args], { cwd: folder });
  const end = finished(child);
  const url = await new Promise<string>((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (chunk) => {
      text += chunk;
      const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(text)?.[0];
      if (found !== undefined) resolve(found);
    });
    child.on("close", () => reject(new Error("it ended before it said its address")));
  });
  await use(url);
  child.kill(signal);
  return { url, ...(await end) };
}

test("serves a run, says where, and ends quietly with 130 on Ctrl-C", async () => {
  const { code, stdout, stderr, url } = await viewed([demo], async (url) => {
    const index = await (await fetch(`${url}run/index.json`)).json();
    expect(index).toMatchObject({ name: "demo" });
    expect(await (await fetch(url)).text()).toBe(
      '<meta name="pleura-run" content="run/index.json">',
    );
  });

  expect(stdout).toBe(`${url}\n`);
  expect(stderr).toBe(
    `view: ${demo}; only this machine can open it. Ctrl-C ends it.\nResearch use. Not for diagnosis.\n`,
  );
  expect(code).toBe(130);
});

test("shows the demo of this folder when no run is named, and ends with 143 on SIGTERM", async () => {
  const { code, json } = await viewed(["--json"], async () => undefined, "SIGTERM");

  expect(json()).toMatchObject([{ shown: [demo] }]);
  expect(code).toBe(143);
});

test("refuses a port that is taken, exit 2", async () => {
  await viewed([demo], async (url) => {
    const { port } = new URL(url);
    const second = await runCli(["view", demo, "--page", page, "--port", port]);

    expect(second.code).toBe(2);
    expect(second.stderr).toBe(
      `pleura: view: --port ${port} must be free, but another program listens on it. Give another one, or leave --port out.\n`,
    );
  });
});

test("refuses a folder that is not there, exit 3", async () => {
  const found = await runCli(["view", "/nonexistent", "--page", page]);

  expect(found.code).toBe(3);
  expect(found.stderr).toBe(
    'pleura: view "/nonexistent": it must be a run, study or demo folder, a .safetensors file or a profile.json, but it does not exist. Check the path.\n',
  );
});

test("says which command builds the page, exit 2", async () => {
  const found = await runCli(["view", demo, "--page", join(folder, "none")]);

  expect(found.code).toBe(2);
  expect(found.stderr).toBe(
    `pleura: view: the page must be built first, but "${join(folder, "none", "index.html")}" is missing. Run npm run build in the repository.\n`,
  );
});
