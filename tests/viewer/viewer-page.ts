// The viewer in the shared browser: served from its static folder, opened, and its parts by role and name.
import type { Locator, Page } from "playwright-core";
import type { FilmFile } from "./films.ts";
import { type OpenedPage, type OpenOptions, openPage } from "./open-page.ts";
import { type StaticServer, serveFolder } from "./static-server.ts";
import { buildViewer, viewerFolder, viewerHeaders } from "./viewer-build.ts";

/** The open viewer. */
export interface ViewerPage extends OpenedPage {
  readonly server: StaticServer;
}

/** How the viewer is opened. */
export interface ViewerOptions extends OpenOptions {
  /** The address's part after `#`. */
  readonly hash?: string;
  /** Headers of the server; those of the static folder. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** SwiftShader compiles a network's kernels in seconds on a calm machine. */
const MODEL_READY = 60_000;

/** Serves the static folder and opens it; the demo's model is ready when this returns. */
export async function openViewer(options: ViewerOptions = {}): Promise<ViewerPage> {
  buildViewer();
  const server = await serveFolder(viewerFolder, options.headers ?? viewerHeaders());
  const hash = options.hash === undefined ? "" : `#${options.hash}`;
  const opened = await openPage(`${server.url}${hash}`, options);
  await modelLine(opened.page).getByText("trained on").waitFor({ timeout: MODEL_READY });
  return {
    ...opened,
    server,
    close: async () => {
      await opened.close();
      await server.stop();
    },
  };
}

/** The line that names what the page is, its model and its GPU. */
export function modelLine(page: Page): Locator {
  return page.getByRole("note", { name: "What this page is, its model and its GPU" });
}

/** Opens a room by its tab. */
export async function openRoom(page: Page, room: "Explain" | "Run" | "Kernels"): Promise<void> {
  await page.getByRole("navigation", { name: "Rooms" }).getByRole("button", { name: room }).click();
  await page.getByRole("main", { name: room }).waitFor();
}

/** Opens files as a person does who picks them. */
export async function pickFiles(page: Page, files: string | string[] | FilmFile[]): Promise<void> {
  await page.getByLabel("Open films", { exact: true }).setInputFiles(files);
}

/**
 * Drops files on the page whose bytes are made in the page, since large ones pass the tests' wire slowly.
 *
 * @param make source of a function that gives a list of files
 */
export async function dropMade(page: Page, make: string): Promise<void> {
  await page.evaluate(`{
    const dataTransfer = new DataTransfer();
    for (const file of (${make})()) dataTransfer.items.add(file);
    const drop = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
    document.body.dispatchEvent(drop);
  }`);
}
