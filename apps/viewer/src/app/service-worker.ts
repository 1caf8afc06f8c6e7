// The service worker: keeps the page's own files, so that it opens without a network and with its security headers.

/** Replaced by the build: the files of the page, a version made of their contents, and the security headers. */
declare const KEPT_FILES: readonly string[];
declare const KEPT_VERSION: string;
declare const KEPT_HEADERS: Readonly<Record<string, string>>;

interface WorkerEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface FetchingEvent extends WorkerEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

/** The parts of a service worker's scope that are used; the DOM library has no such type. */
interface WorkerScope {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: WorkerEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: FetchingEvent) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
const cacheName = `pleura-${KEPT_VERSION}`;
const address = (file: string) => new URL(file, scope.registration.scope).href;
const kept = new Set(KEPT_FILES.map(address));

/** The same response with the page's security headers, which a static host may not send. */
function secured(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(KEPT_HEADERS)) headers.set(name, value);
  return new Response(response.body, { status: response.status, headers });
}

async function install(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll([...kept].map((url) => new Request(url, { cache: "reload" })));
  await scope.skipWaiting();
}

/** Takes over the open pages and forgets the files of other versions, once no page of them can ask for more. */
async function activate(): Promise<void> {
  const names = (await caches.keys()).filter((name) => /^pleura-[0-9a-f]{16}$/.test(name));
  // One earlier version stays for a page that was opened with it and loads a chunk late.
  for (const name of names.filter((other) => other !== cacheName).slice(0, -1)) {
    await caches.delete(name);
  }
  await scope.clients.claim();
}

async function answer(request: Request): Promise<Response> {
  const url = new URL(request.url);
  const isPage = url.href.split(/[?#]/)[0] === scope.registration.scope;
  const wanted = isPage ? address("index.html") : (url.href.split(/[?#]/)[0] ?? "");
  const current = await caches.open(cacheName);
  const found = (await current.match(wanted)) ?? (await caches.match(wanted));
  return found === undefined ? fetch(request) : secured(found);
}

scope.addEventListener("install", (event) => event.waitUntil(install()));
scope.addEventListener("activate", (event) => event.waitUntil(activate()));
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && request.url.startsWith(scope.registration.scope)) {
    event.respondWith(answer(request));
  }
});
