// The local server of the page: loopback only, reading only, with the page's security headers on every answer.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";
import { CliError } from "../cli-error.ts";
import { toJson } from "../output.ts";
import { type OpenFile, openInside, pathParts, Refusal } from "./inside-folder.ts";
import { mediaType, type Page, pageWithRun } from "./page-files.ts";
import { guardRequest } from "./request-guard.ts";
import { createRunRoutes, type RunSource } from "./run-routes.ts";

/** A server that listens. */
export interface ViewServer {
  readonly url: string;
  close(): Promise<void>;
}

/** What to serve. */
export interface ServedView {
  readonly page: Page;
  /** Absent without a run: the page then shows its own demo. */
  readonly run?: RunSource | undefined;
}

/** Only programs of this machine reach it. */
const LOOPBACK = "127.0.0.1";

/**
 * Pages of a run folder are somebody's files: they may be read, but no script of theirs runs and nothing is loaded, not
 * even from this server.
 */
const FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

/**
 * Starts to listen.
 *
 * @param port 0 for any free one
 * @throws {CliError} tag `usage` when the port cannot be had
 */
export async function startViewServer(view: ServedView, port: number): Promise<ViewServer> {
  const routes = view.run && createRunRoutes(view.run);
  const server = createServer((request, response) => {
    const { port: own } = server.address() as AddressInfo;
    answer(view, routes, request, response, own).catch(() => response.destroy());
  });
  await listen(server, port);
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `http://${LOOPBACK}:${own}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const given =
        cause.code === "EADDRINUSE" ? "another program listens on it" : `it gave ${cause.code}`;
      reject(
        new CliError(
          "usage",
          `view: --port ${port} must be free, but ${given}. Give another one, or leave --port out.`,
          cause,
        ),
      );
    });
    server.listen(port, LOOPBACK, resolve);
  });
}

async function answer(
  { page, run }: ServedView,
  routes: ReturnType<typeof createRunRoutes> | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  port: number,
): Promise<void> {
  for (const [name, value] of Object.entries(page.headers)) response.setHeader(name, value);
  response.setHeader("Cache-Control", "no-store");
  try {
    guardRequest(request, port);
    // The raw path: URL would resolve dots, which are to be refused.
    const [path = "/", query = ""] = (request.url ?? "/").split("?", 2);
    if (path.startsWith("/run/") && routes !== undefined) {
      const found = await routes.answer(path.slice("/run/".length), new URLSearchParams(query));
      if (found.kind === "json") return sendText(response, request, toJson(found.value), "x.json");
      response.setHeader("Content-Security-Policy", FILE_POLICY);
      response.setHeader("X-Pleura-File", `${found.file.id} ${found.from} ${found.file.size}`);
      return await sendFile(response, request, found);
    }
    if (path === "/" || path === "/index.html") {
      const html = await readText(await openInside(page.folder, ["index.html"]));
      const address = run === undefined ? "" : "run/index.json";
      return sendText(response, request, pageWithRun(html, address), "index.html");
    }
    const parts = pathParts(path.replace(/^\//, ""));
    const file = await openInside(page.folder, parts);
    await sendFile(response, request, { name: parts.at(-1) ?? "", file, from: 0 });
  } catch (error) {
    if (response.headersSent) throw error;
    const { status, message } =
      error instanceof Refusal ? error : { status: 500, message: (error as Error).message };
    if (status === 405) response.setHeader("Allow", "GET, HEAD");
    response.statusCode = status;
    sendText(response, request, toJson({ error: message }), "error.json");
  }
}

async function readText({ handle }: OpenFile): Promise<string> {
  try {
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

function sendText(
  response: ServerResponse,
  { method }: IncomingMessage,
  text: string,
  name: string,
): void {
  const bytes = Buffer.from(text);
  response.setHeader("Content-Type", mediaType(name));
  response.setHeader("Content-Length", bytes.length);
  response.end(method === "HEAD" ? undefined : bytes);
}

async function sendFile(
  response: ServerResponse,
  { method }: IncomingMessage,
  {
    name,
    file: { handle, size },
    from,
  }: { readonly name: string; readonly file: OpenFile; readonly from: number },
): Promise<void> {
  response.setHeader("Content-Type", mediaType(name));
  response.setHeader("Content-Length", size - from);
  if (method === "HEAD" || size === from) {
    await handle.close();
    response.end();
    return;
  }
  // A file that grows meanwhile is sent as long as it was: the rest comes with the next question.
  const stream = handle.createReadStream({
    start: from,
    end: size - 1,
  });
  await pipeline(stream, response);
}
