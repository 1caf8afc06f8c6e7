// The server as a client sees it, with a run folder that tries to give more than its files.
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPage, parseHeaders } from "./page-files.ts";
import { startViewServer, type ViewServer } from "./view-server.ts";
import { viewTargets } from "./view-target.ts";

const root = mkdtempSync(join(tmpdir(), "pleura-view-"));
const run = join(root, "demo", "classifier");
let server: ViewServer;

beforeAll(async () => {
  mkdirSync(join(root, "page"), { recursive: true });
  mkdirSync(join(root, "demo", "data", "images"), { recursive: true });
  mkdirSync(run);
  const file = (path: string, text: string): void => writeFileSync(join(root, path), text);
  file("page/index.html", '<meta name="pleura-run" content=""><p>page</p>');
  file(
    "page/_headers",
    "/*\n  Content-Security-Policy: default-src 'none'\n  X-Content-Type-Options: nosniff\n",
  );
  file("page/main.js", "1;");
  file("secret.txt", "NOT FOR YOU");
  file("demo/summary.json", "{}");
  file("demo/report.html", "<script>1</script>");
  file(
    "demo/data/manifest.csv",
    "file,label,split\nimages/a.png,normal,test\nimages/link.png,normal,test\n",
  );
  file("demo/data/images/a.png", "PNG a");
  symlinkSync(join(root, "secret.txt"), join(root, "demo/data/images/link.png"));
  symlinkSync(join(root, "secret.txt"), join(run, "link.txt"));
  // Moved since: the settings name places that are gone.
  const config = { data: "/gone/demo/data", out: "/gone/demo/classifier" };
  file("demo/classifier/run.json", JSON.stringify({ config }));
  file("demo/classifier/metrics.jsonl", '{"step":1}\n');
  file("demo/classifier/run.lock", JSON.stringify({ pid: process.pid, host: "elsewhere" }));
  const targets = viewTargets([join(root, "demo")], root);
  const source = { targets, place: {}, followsLinks: false };
  server = await startViewServer({ page: openPage(join(root, "page")), run: source }, 0);
});

afterAll(() => server.close());

interface Answer {
  readonly status: number | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
  json(): unknown;
}

/** A request whose path is sent as it is; `fetch` would resolve its dots. */
function ask(path: string, method = "GET", headers: Record<string, string> = {}): Promise<Answer> {
  const { port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          text,
          json: () => JSON.parse(text),
        }),
      );
    });
    asked.on("error", reject);
    asked.end();
  });
}

test("serves the page with its headers and the address of the run", async () => {
  const page = await ask("/");

  expect(page.status).toBe(200);
  expect(page.text).toBe('<meta name="pleura-run" content="run/index.json"><p>page</p>');
  expect(page.headers).toMatchObject({
    "content-security-policy": "default-src 'none'",
    "x-content-type-options": "nosniff",
    "content-type": "text/html; charset=utf-8",
  });
  expect(await ask("/main.js")).toMatchObject({
    text: "1;",
    headers: { "content-type": "text/javascript; charset=utf-8" },
  });
});

test("lists the files of the run but not the films, and what is being trained", async () => {
  const found = (await ask("/run/index.json")).json() as Record<string, unknown>;

  expect(found).toMatchObject({
    version: 1,
    name: "demo",
    isComplete: true,
    running: ["classifier"],
    dataSets: [{ name: "data", runs: ["classifier"] }],
  });
  expect((found["files"] as { path: string }[]).map(({ path }) => path)).toEqual([
    "report.html",
    "summary.json",
    "classifier/metrics.jsonl",
    "classifier/run.json",
    "classifier/run.lock",
    "data/manifest.csv",
  ]);
});

test("gives films by number, found although the folder moved", async () => {
  expect((await ask("/run/data/0/films.json")).json()).toEqual({
    columns: ["file", "source", "patient", "label", "view", "split"],
    rows: [
      ["images/a.png", "", "", "normal", "", "test"],
      ["images/link.png", "", "", "normal", "", "test"],
    ],
  });
  expect((await ask("/run/data/0/film/0")).text).toBe("PNG a");
  expect((await ask("/run/data/0/film/1")).status).toBe(403);
  for (const path of [
    "/run/data/0/film/2",
    "/run/data/0/film/-1",
    "/run/data/0/film/images%2Fa.png",
    "/run/data/1/films.json",
  ]) {
    expect((await ask(path)).status).toBeGreaterThanOrEqual(400);
  }
});

test("gives the new bytes of a file that grows, and all of one that was replaced", async () => {
  const path = "/run/files/classifier/metrics.jsonl";
  const first = await ask(path);
  const [id, from, size] = String(first.headers["x-pleura-file"]).split(" ");

  expect([from, size]).toEqual(["0", "11"]);
  appendFileSync(join(run, "metrics.jsonl"), '{"step":2}\n');
  expect((await ask(`${path}?from=11&id=${id}`)).text).toBe('{"step":2}\n');
  expect((await ask(`${path}?from=22&id=${id}`)).text).toBe("");

  writeFileSync(join(run, "other"), '{"step":9}\n');
  renameSync(join(run, "other"), join(run, "metrics.jsonl"));
  const replaced = await ask(`${path}?from=22&id=${id}`);
  expect(replaced.text).toBe('{"step":9}\n');
  expect(String(replaced.headers["x-pleura-file"]).split(" ")[1]).toBe("0");
});

test("a page of a run folder may run and load nothing", async () => {
  const { headers, text } = await ask("/run/files/report.html");

  expect(text).toBe("<script>1</script>");
  expect(headers["content-security-policy"]).toBe(
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
  );
});

test.each([
  "/run/files/../secret.txt",
  "/run/files/classifier/../../secret.txt",
  "/run/files/%2e%2e/secret.txt",
  "/run/files/classifier/..%2f..%2f..%2fsecret.txt",
  "/run/files/classifier/link.txt",
  "/run/files//etc/passwd",
  "/run/files/%2fetc%2fpasswd",
  "/run/files/classifier/run.json%00",
  "/run/files/",
  "/run/files",
  "/run/..",
  "/../secret.txt",
  "/%2e%2e/secret.txt",
  "/..%5csecret.txt",
  "/_headers/../../secret.txt",
  "//etc/passwd",
  "http://evil.example/run/index.json",
])("gives nothing for %s", async (path) => {
  const { status, text, headers } = await ask(path);

  expect(status).toBeGreaterThanOrEqual(400);
  expect(text).not.toContain("NOT FOR YOU");
  expect(Object.keys(JSON.parse(text))).toEqual(["error"]);
  expect(headers["x-content-type-options"]).toBe("nosniff");
});

test("answers HEAD without a body and refuses to write", async () => {
  const head = await ask("/run/files/summary.json", "HEAD");
  const post = await ask("/run/files/summary.json", "POST");

  expect([head.status, head.text, head.headers["content-length"]]).toEqual([200, "", "2"]);
  expect([post.status, post.headers["allow"]]).toEqual([405, "GET, HEAD"]);
});

test("refuses foreign hosts and pages", async () => {
  expect((await ask("/", "GET", { host: "evil.example" })).status).toBe(421);
  expect((await ask("/run/index.json", "GET", { origin: "http://evil.example" })).status).toBe(403);
});

test("says that a port is taken", async () => {
  const { port } = new URL(server.url);

  await expect(
    startViewServer({ page: openPage(join(root, "page")) }, Number(port)),
  ).rejects.toMatchObject({
    tag: "usage",
    message: `view: --port ${port} must be free, but another program listens on it. Give another one, or leave --port out.`,
  });
});

test("without a run nothing of a run is there", async () => {
  const bare = await startViewServer({ page: openPage(join(root, "page")) }, 0);

  const page = await fetch(bare.url);
  const index = await fetch(`${bare.url}run/index.json`);
  await bare.close();

  expect(await page.text()).toContain('content=""');
  expect(index.status).toBe(404);
});

test("reads headers below the line that says for which paths", () => {
  expect(parseHeaders("/*\n  A-B: c: d\n  E: f  \nnone\n")).toEqual({ "A-B": "c: d", E: "f" });
});
