// Drags files and folders from the disk onto the page, as a file manager does.
import type { Page } from "playwright-core";

/** Drags paths over the page and lets them go. */
export async function dragIn(page: Page, ...paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await session.send("Input.dispatchDragEvent", { type, x: 400, y: 400, data });
  }
  await session.detach();
}
