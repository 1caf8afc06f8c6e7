// The page after its first load, with the network off and its server gone.
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { ATTACKS, attackScript } from "./attacks.ts";
import { buildViewer } from "./viewer-build.ts";
import { modelLine, openRoom, openViewer } from "./viewer-page.ts";

beforeAll(buildViewer);

test("opens again without a network: rooms, workers, models and the policy are all there", async () => {
  const viewer = await openViewer();
  onTestFinished(() => viewer.close());
  const { page, context, server, misdeeds } = viewer;
  // Until the worker has kept every file, the page still needs its server.
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await server.stop();
  await context.setOffline(true);

  await page.reload();

  await modelLine(page).getByText("trained on").waitFor();
  for (const room of ["Run", "Kernels", "Explain"] as const) await openRoom(page, room);
  const through = await page.evaluate(
    attackScript(ATTACKS["markup through innerHTML"] ?? "", { foreign: server.url }),
  );
  expect(through).toBe(false);
  expect(misdeeds.errors).toEqual([]);
  expect(misdeeds.foreign).toEqual([]);
});
