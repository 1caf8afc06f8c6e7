// What the Kernels room does: reads profiles, profiles the loaded model, saves files. The only awaits of the room.
import { parseProfile, profileCsv, profileFrom, reportTrace } from "@pleura/profiling";
import type { AppContext } from "../app/app-context.ts";
import { fileAddress, servedPaths } from "../app/open-served.ts";
import type { OpenedFile } from "../app/opened-file.ts";
import { servedFile, servedRun } from "../app/read-served.ts";
import { servedProfiles } from "../app/served-profiles.ts";
import { messageOf } from "../app/start-page.ts";
import type { Store } from "../app/store.ts";
import { saveFile } from "../controls/save-file.ts";
import { type KernelsState, openProfile } from "./kernels-state.ts";
import type { KernelsEvent } from "./kernels-update.ts";

/** A form in which a profile is saved. */
export type SavedAs = "json" | "csv" | "trace";

/** What panels can ask for. */
export interface KernelsEffects {
  /** Opens a file as the profile, or as the one that it is held against. */
  open(file: OpenedFile, as: "profile" | "baseline"): Promise<void>;
  /** Finds the profiles that `pleura view` serves, and opens the first. */
  openServed(): Promise<void>;
  /** Opens one of them, by its path. */
  openPath(path: string): Promise<void>;
  /** Profiles the chosen model here and now. */
  profile(): Promise<void>;
  stop(): void;
  save(as: SavedAs): void;
  /** Puts a text on the clipboard. */
  copy(text: string): Promise<void>;
}

/** Lets the page draw and listen between two pieces of work. */
const breath = () => new Promise<void>((resolve) => setTimeout(resolve));

/** Makes the effects of a room. */
export function createKernelsEffects(
  { app, gpu, tell }: AppContext,
  store: Store<KernelsState, KernelsEvent>,
): KernelsEffects {
  const { dispatch } = store;
  let running: AbortController | undefined;
  const idle = () => dispatch({ type: "worked", work: { kind: "idle" } });

  async function open(file: OpenedFile, as: "profile" | "baseline"): Promise<void> {
    dispatch({ type: "worked", work: { kind: "reading", name: file.name } });
    try {
      const json = parseProfile(await file.bytes(), file.name);
      await breath();
      const report = profileFrom(json, file.name);
      await breath();
      const profile = openProfile(file.name, report);
      dispatch(
        as === "profile" ? { type: "opened", profile } : { type: "compared", baseline: profile },
      );
      idle();
    } catch (error) {
      idle();
      tell("error", messageOf(error));
    }
  }

  async function openPath(path: string): Promise<void> {
    const run = servedRun();
    if (run !== undefined) await open(servedFile(fileAddress(run, path), path), "profile");
  }

  return {
    open,
    openPath,
    async openServed() {
      const run = servedRun();
      if (run === undefined) return;
      try {
        const paths = servedProfiles(await servedPaths(run));
        dispatch({ type: "served", paths });
        const [first] = paths;
        if (first !== undefined && store.state.peek().profile === undefined) await openPath(first);
      } catch (error) {
        tell("error", messageOf(error));
      }
    },
    async profile() {
      const { choice } = store.state.peek();
      const { classifier, restorer } = app.state.peek();
      const model = choice.model === "classifier" ? classifier : restorer;
      if (model === undefined || running !== undefined) return;
      running = new AbortController();
      const { signal } = running;
      dispatch({
        type: "worked",
        work: { kind: "profiling", phase: "compiling", done: 0, total: 0 },
      });
      try {
        const { name } = model.facts;
        const report = await gpu.call(
          "profile",
          { ...choice, name },
          { signal, onProgress: (progress) => dispatch({ type: "progressed", ...progress }) },
        );
        dispatch({ type: "opened", profile: openProfile(`${name}, profiled here`, report) });
      } catch (error) {
        if (!signal.aborted) tell("error", messageOf(error));
      } finally {
        running = undefined;
        idle();
      }
    },
    stop: () => running?.abort(),
    async copy(text) {
      try {
        await navigator.clipboard.writeText(text);
        tell("info", "The kernel's text is on the clipboard.");
      } catch {
        tell(
          "warning",
          "The browser does not give this page the clipboard. Select the text and copy it.",
        );
      }
    },
    save(as) {
      const { profile } = store.state.peek();
      if (profile === undefined) return;
      const { report } = profile;
      const [name, type, text] = {
        json: () => [
          "profile.json",
          "application/json",
          `${JSON.stringify(report, undefined, 1)}\n`,
        ],
        csv: () => ["profile.csv", "text/csv", profileCsv(report.byKernel, report.byLayer)],
        trace: () => ["trace.json", "application/json", `${JSON.stringify(reportTrace(report))}\n`],
      }[as]() as [string, string, string];
      saveFile(name, new Blob([text], { type }));
    },
  };
}
