// Starts the page: store, workers, device, the model that is there already, the service worker.

import { startGpu } from "../gpu/gpu-client.ts";
import { startImages } from "../images/image-client.ts";
import { CallError } from "../workers/calls.ts";
import { scriptAddress } from "../workers/start-worker.ts";
import type { AppContext } from "./app-context.ts";
import type { Notice } from "./app-state.ts";
import { initialAppState } from "./app-state.ts";
import { updateApp } from "./app-update.ts";
import { demoSamples, readDemo } from "./demo.ts";
import { oneLine } from "./page-text.ts";
import { servedRun } from "./read-served.ts";
import { rememberedTheme, roomOfHash } from "./remembered.ts";
import { servedSamples } from "./served-films.ts";
import { trainedOnOf } from "./served-models.ts";
import { createStore } from "./store.ts";

/** News that asks for nothing goes by itself, after time enough to read it; warnings and errors stay. */
const INFO_MS = 12_000;

/** What an error says, in one line. */
export function messageOf(error: unknown): string {
  return oneLine(error instanceof Error ? error.message : String(error));
}

/** Makes what all rooms share; nothing is asked of the GPU yet. */
export function createContext({
  openFilms,
  takeFiles,
}: Pick<AppContext, "openFilms" | "takeFiles">): AppContext {
  const room = roomOfHash(location.hash) ?? initialAppState.room;
  const app = createStore({ ...initialAppState, room, theme: rememberedTheme() }, updateApp);
  const tell = (kind: Notice["kind"], text: string) => {
    app.dispatch({ type: "told", kind, text });
    if (kind !== "info") return;
    const id = app.state.peek().noticesMade;
    setTimeout(() => app.dispatch({ type: "notice-closed", id }), INFO_MS);
  };
  const gpu = startGpu((event) => {
    if (event.type === "lost") {
      app.dispatch({ type: "gpu-lost", reason: event.reason });
    } else {
      app.dispatch({ type: "gpu-opened", facts: event.facts });
      tell("info", "The GPU was lost and is back: your films are still here.");
    }
  });
  return {
    app,
    gpu,
    images: startImages(),
    tell,
    openFilms,
    takeFiles,
    async samples() {
      const run = servedRun();
      const served = run === undefined ? [] : await servedSamples(run);
      return served.length > 0 ? served : demoSamples(await readDemo());
    },
    async loadModel(file, trainedOn) {
      app.dispatch({ type: "model-loading" });
      try {
        const bytes = await file.bytes();
        const facts = await gpu.call("load", { name: file.name, bytes });
        app.dispatch({
          type: "model-loaded",
          model: { facts, trainedOn: trainedOnOf(facts) ?? trainedOn },
        });
        return facts;
      } catch (error) {
        app.dispatch({ type: "model-refused" });
        tell("error", `${oneLine(file.name)}: ${messageOf(error)}`);
        return undefined;
      }
    },
  };
}

/** True when the address asks for the plainest device, to try what an older GPU would do: `?gpu=plain`. */
const wantsPlainGpu = () => new URLSearchParams(location.search).get("gpu") === "plain";

/** Opens the device and says why when there is none. */
export async function openGpu({ app, gpu }: AppContext): Promise<void> {
  try {
    const facts = await gpu.call("open", { isPlain: wantsPlainGpu() });
    app.dispatch({ type: "gpu-opened", facts });
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    app.dispatch({ type: "gpu-missing", reason: messageOf(error) });
  }
}

/** Keeps the page for use without a network; a page that `pleura view` serves is always fresh. */
export async function keepOffline(): Promise<void> {
  if (servedRun() !== undefined || !("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(scriptAddress("service-worker.js"));
  } catch {
    // Without a service worker, as on an insecure host, the page works while there is a network.
  }
}
