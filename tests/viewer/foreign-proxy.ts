// A proxy that answers nothing and counts: whatever reaches it was meant to leave this machine.
import { createServer } from "node:http";
import { close, listen } from "./static-server.ts";

/** A running proxy. */
export interface ForeignProxy {
  readonly url: string;
  /** What was asked for: addresses, or `CONNECT host:port` for encrypted ones. */
  readonly seen: readonly string[];
  stop(): Promise<void>;
}

/** Starts the proxy; Chromium passes by it for this machine's own addresses. */
export async function startForeignProxy(): Promise<ForeignProxy> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    response.writeHead(502).end();
  });
  server.on("connect", (request, socket) => {
    seen.push(`CONNECT ${request.url}`);
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, seen, stop: () => close(server) };
}
