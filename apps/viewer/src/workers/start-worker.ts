// Starts one of our own workers; the only place that makes a script address, as Trusted Types ask.

/** Workers of the page; each is a file of the build. */
export type WorkerName = "gpu.worker" | "image.worker" | "picture.worker" | "run.worker";

interface TrustedPolicy {
  createScriptURL(address: string): string;
}

interface TrustedTypesFactory {
  createPolicy(
    name: string,
    rules: { createScriptURL: (address: string) => string },
  ): TrustedPolicy;
}

const ownScripts = /^(gpu\.worker|image\.worker|picture\.worker|run\.worker|service-worker)\.js$/;

/** @throws {Error} for every address but those of our own scripts beside this one */
function ownScript(address: string): string {
  const folder = new URL(".", import.meta.url).href;
  if (address.startsWith(folder) && ownScripts.test(address.slice(folder.length))) return address;
  throw new Error(`script: it must be one of this page's own, but "${address}" was asked for.`);
}

const factory = (globalThis as { trustedTypes?: TrustedTypesFactory }).trustedTypes;
const policy = factory?.createPolicy("pleura", { createScriptURL: ownScript });

/** The address of one of our scripts as the browser wants it: checked, and trusted where types are. */
export function scriptAddress(file: string): string {
  const { href } = new URL(`./${file}`, import.meta.url);
  return policy?.createScriptURL(href) ?? ownScript(href);
}

/** Starts a worker. */
export function startWorker(name: WorkerName): Worker {
  return new Worker(scriptAddress(`${name}.js`), { type: "module", name });
}
