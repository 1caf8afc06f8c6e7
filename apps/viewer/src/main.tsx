// Starts the page in the browser.
import { render } from "preact";
import "./app/page.css";
import "./run/run-room.css";
import type { Room } from "./app/app-context.ts";
import { loadDemoModels, readDemo } from "./app/demo.ts";
import { openServedModels, openServedRoom, servedPaths } from "./app/open-served.ts";
import type { OpenedFile } from "./app/opened-file.ts";
import { servedRun } from "./app/read-served.ts";
import { SAMPLE_HASH } from "./app/remembered.ts";
import { type RoomLoaders, Shell } from "./app/shell.tsx";
import { createContext, keepOffline, messageOf, openGpu } from "./app/start-page.ts";
import { createExplainRoom } from "./explain/explain-room.tsx";
import { createGallery } from "./gallery/create-gallery.tsx";
import { takeFiles } from "./intake/take-files.ts";

const context = createContext({
  openFilms(files: readonly OpenedFile[]) {
    context.app.dispatch({ type: "room-chosen", room: "explain" });
    explain.open(files);
  },
  takeFiles: (found) => {
    takeFiles(context, rooms, found).catch((error: unknown) => {
      context.tell("error", messageOf(error));
    });
  },
});
const explain = createExplainRoom(context, createGallery(context));

/** Makes a room once, when it is first opened. */
function once(make: () => Promise<Room>): () => Promise<Room> {
  let made: Promise<Room> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const rooms: RoomLoaders = {
  explain: once(async () => explain),
  run: once(async () => (await import("./run/run-room.tsx")).createRunRoom(context)),
  kernels: once(async () =>
    (await import("./kernels/kernels-room.tsx")).createKernelsRoom(context),
  ),
};

/** True when the address asks for the first sample: read before another room is opened. */
const wantsSample = location.hash === SAMPLE_HASH;

/** True when the address named a room: that one is shown, whatever is served. */
const namesRoom = location.hash !== "";

async function openModels(run: string | undefined, paths: readonly string[]): Promise<void> {
  // A profile or a study's tables have no model: the demo's then shows what the rooms can do.
  const hasModel = run !== undefined && (await openServedModels(context, run, paths));
  if (!hasModel) await loadDemoModels(context, await readDemo());
}

async function start(): Promise<void> {
  const run = servedRun();
  const paths = run === undefined ? [] : await servedPaths(run);
  if (run !== undefined && !namesRoom) openServedRoom(context, paths);
  await openGpu(context);
  if (context.app.state.value.gpu.kind === "open") await openModels(run, paths);
  if (wantsSample) context.openFilms((await context.samples()).slice(0, 1));
  await keepOffline();
}

const place = document.getElementById("app");
if (place !== null) {
  place.replaceChildren();
  render(<Shell context={context} rooms={rooms} />, place);
  start().catch((error: unknown) => context.tell("error", messageOf(error)));
}
