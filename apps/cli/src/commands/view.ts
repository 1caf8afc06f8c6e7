// `pleura view`: serves the page and the files of runs on this machine, until somebody stops it.
import { z } from "zod";
import { commandSettings, textSetting } from "../config/command-settings.ts";
import type { Invocation } from "../invocation.ts";
import { listenForStop } from "../signals/stop-request.ts";
import { openBrowser } from "../view/open-browser.ts";
import { BUILT_PAGE, openPage } from "../view/page-files.ts";
import { startViewServer } from "../view/view-server.ts";
import { viewTargets } from "../view/view-target.ts";
import { withCleanup } from "../with-cleanup.ts";

const schema = z.strictObject({
  port: z.int().min(0).max(65_535),
  open: z.boolean(),
  data: textSetting.optional(),
  manifest: textSetting.optional(),
  followLinks: z.boolean(),
  page: textSetting,
});

/** Runs the command: ends with the exit code that the signal asks for. */
export async function run(invocation: Invocation): Promise<number> {
  const { output, files } = invocation;
  const settings = commandSettings(schema, invocation, {
    port: 0,
    open: true,
    followLinks: false,
    page: BUILT_PAGE,
  });
  const { data, manifest, followLinks, port } = settings;
  const targets = viewTargets(files, process.cwd());
  const page = openPage(settings.page);
  return withCleanup(async (later) => {
    const source = { targets, place: { data, manifest }, followsLinks: followLinks };
    const server = await startViewServer(
      { page, run: targets.length === 0 ? undefined : source },
      port,
    );
    later(() => server.close());
    // Before the address is said: who reads it may stop the server at once.
    const stopped = untilStopped(later);
    const shown = targets.map(({ folder, only }) =>
      only === undefined ? folder : `${folder}/${only}`,
    );
    output.json({ url: server.url, shown });
    output.text(server.url);
    output.say(
      `view: ${shown.length === 0 ? "the page with its own demo" : shown.join(", ")}; only this machine can open it. Ctrl-C ends it.`,
    );
    output.say("Research use. Not for diagnosis.");
    if (settings.open) openBrowser(server.url);
    return stopped;
  });
}

function untilStopped(later: (free: () => unknown) => void): Promise<number> {
  return new Promise((resolve) => {
    const stop = listenForStop(() => resolve(stop.exitCode ?? 0));
    later(() => stop.dispose());
  });
}
