// The page's policy against what a script that slipped in would try, with the same page without one as control.
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ATTACKS, attackScript } from "./attacks.ts";
import { type OpenedPage, openPage } from "./open-page.ts";
import { close, listen, type StaticServer, serveFolder } from "./static-server.ts";
import { buildViewer, viewerHeaders } from "./viewer-build.ts";
import { openViewer, type ViewerPage } from "./viewer-page.ts";

let foreignServer: Server;
let foreign = "";
const reached: string[] = [];
let viewer: ViewerPage;
let hosted: ViewerPage;
let bareServer: StaticServer;
let bare: OpenedPage;

/** Another host that answers everyone, so that only the page's own policy can stop an attack. */
function answerEveryone(): Server {
  const bodies: Readonly<Record<string, readonly [string, string]>> = {
    html: ["text/html", "<script>parent.postMessage('framed', '*')</script>"],
    js: ["text/javascript", "export {}"],
    json: ["application/json", "{}"],
    css: ["text/css", ""],
    svg: ["image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>"],
    events: ["text/event-stream", ": open\n\n"],
  };
  const server = createServer((request, response) => {
    reached.push(String(request.url));
    const [type, body] = bodies[/\.(\w+)/.exec(request.url ?? "")?.[1] ?? ""] ?? ["text/plain", ""];
    response.writeHead(200, {
      "content-type": type,
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
    });
    response.write(body);
    if (type !== "text/event-stream") response.end();
  });
  server.on("upgrade", (request, socket) => {
    reached.push(`upgrade ${request.url}`);
    socket.write(
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n",
    );
    socket.end("Sec-WebSocket-Accept: wrong\r\n\r\n");
  });
  return server;
}

beforeAll(async () => {
  buildViewer();
  foreignServer = answerEveryone();
  foreign = `http://127.0.0.1:${await listen(foreignServer)}/`;
  viewer = await openViewer();
  hosted = await openViewer({ headers: {} });
  bareServer = await serveFolder(new URL("bare-page/", import.meta.url).pathname);
  bare = await openPage(bareServer.url);
}, 120_000);

afterAll(async () => {
  await viewer.close();
  await hosted.close();
  await bare.close();
  await bareServer.stop();
  await close(foreignServer);
});

test("the page is served with the policy and with the other headers that shut it in", () => {
  const { "Content-Security-Policy": policy, ...others } = viewerHeaders();

  expect(policy?.split("; ").toSorted()).toEqual([
    "base-uri 'none'",
    "connect-src 'self'",
    "default-src 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "img-src 'self' blob: data:",
    "manifest-src 'self'",
    "require-trusted-types-for 'script'",
    "script-src 'self'",
    "style-src 'self'",
    "trusted-types pleura",
    "worker-src 'self'",
  ]);
  expect(others).toMatchObject({
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
  });
});

describe.each(Object.entries(ATTACKS))("%s", (name, source) => {
  const stopped = async ({ page }: ViewerPage) => {
    const before = reached.length;
    const through = await page.evaluate(attackScript(source, { foreign }));

    expect(through).toBe(false);
    expect(reached.slice(before)).toEqual([]);
  };

  test("is stopped", () => stopped(viewer));

  test("is stopped where the host sends no headers", () => stopped(hosted));

  // A socket needs a whole protocol to open: that its first bytes arrive is enough.
  test(name === "a web socket" ? "would reach the host" : "would get through", async () => {
    const before = reached.length;
    const through = await bare.page.evaluate(attackScript(source, { foreign }));

    if (name === "a web socket") expect(reached.slice(before)).toEqual(["upgrade /"]);
    else expect(through).toBe(true);
  });
});

test("nothing reached another host in all that time", () => {
  expect(viewer.misdeeds.foreign).toEqual([]);
  expect(hosted.misdeeds.foreign).toEqual([]);
});
