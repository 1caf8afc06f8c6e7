// Every room and dialog, in dark and light and at a tablet's width: axe finds nothing, and the keyboard reaches everything.
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeViolations } from "./axe.ts";
import { dicomFilm, phantomGrey, pngFilm } from "./films.ts";
import { type OpenedPage, openPage } from "./open-page.ts";
import { type ServedRun, serveRuns, smallRun } from "./serve-run.ts";
import { modelLine, openRoom, pickFiles } from "./viewer-page.ts";

/** A tablet held upright. */
const TABLET = { width: 768, height: 1024 };

let served: ServedRun;

beforeAll(async () => {
  served = await serveRuns(smallRun);
}, 120_000);

afterAll(() => served.stop());

/** True when something of the page lies beside the screen. */
function hasSideScroll(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth;
  });
}

/** The one rule that depends on the theme: all others are looked at in the dark only. */
const THEMED = ["color-contrast"];

/** A room with all its details open, since folded parts are invisible to axe too. */
async function expectAccessible(page: Page, theme: "dark" | "light"): Promise<void> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
  expect(await axeViolations(page, theme === "dark" ? undefined : THEMED)).toEqual([]);
}

/** The same on a tablet, where controls wrap and panels move. */
async function expectFitsTablet(page: Page): Promise<void> {
  await page.setViewportSize(TABLET);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  const found = await axeViolations(page);
  const isWide = await hasSideScroll(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  expect({ found, isWide }).toEqual({ found: [], isWide: false });
}

describe.each(["dark", "light"] as const)("%s", (theme) => {
  let viewer: OpenedPage;

  beforeAll(async () => {
    viewer = await openPage(served.url, { theme });
    await modelLine(viewer.page).getByText("trained on").waitFor({ timeout: 60_000 });
  }, 120_000);

  afterAll(() => viewer.close());

  test("Explain without a film", async () => {
    await openRoom(viewer.page, "Explain");
    await expectAccessible(viewer.page, theme);
  });

  test("Explain with films, one of them damaged, and a patient", async () => {
    const { page } = viewer;
    await pickFiles(page, [
      dicomFilm("film.dcm", phantomGrey(1, 64)),
      pngFilm("film.png", phantomGrey(2, 64)),
      {
        name: "damaged.png",
        mimeType: "image/png",
        buffer: Buffer.from("89504e470d0a1a0a", "hex"),
      },
    ]);
    await page
      .getByText(/^3 of 3 done, 1 failed/)
      .first()
      .waitFor({ timeout: 30_000 });
    await page.getByRole("term").filter({ hasText: "Increase" }).waitFor({ timeout: 60_000 });
    await page.getByText("Film record").click();
    await page.getByRole("button", { name: /^Show the patient/ }).click();
    for (const layout of ["Overlay", "Side by side", "Swipe"]) {
      await page.getByRole("button", { name: layout, exact: true }).click();
      await expectAccessible(page, theme);
    }
    if (theme === "dark") await expectFitsTablet(page);
  });

  test("Explain's list of keys", async () => {
    const { page } = viewer;
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    await expectAccessible(page, theme);
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
  });

  test("Explain with the restoration", async () => {
    const { page } = viewer;
    await page.getByRole("button", { name: "Restore the film" }).click();
    await page.getByRole("group", { name: "Layer" }).waitFor({ timeout: 60_000 });
    await expectAccessible(page, theme);
  });

  test.each(["Curves", "Predictions", "Restorations", "Settings", "Compare"])(
    "Run: %s",
    async (name) => {
      const { page } = viewer;
      await openRoom(page, "Run");
      const room = page.getByRole("main", { name: "Run" });
      await room.getByRole("button", { name: "classifier", exact: true }).click();
      const parts = room.getByRole("navigation", { name: "Parts of the run" });
      await parts.getByRole("button", { name, exact: true }).click();
      if (name === "Predictions") await room.getByRole("img", { name: /^ROC/ }).waitFor();
      await expectAccessible(page, theme);
    },
  );

  test("Kernels without and with a profile", async () => {
    const { page } = viewer;
    await openRoom(page, "Kernels");
    await expectAccessible(page, theme);
    const room = page.getByRole("main", { name: "Kernels" });
    const choosing = page.waitForEvent("filechooser");
    await room.getByRole("button", { name: "Open profile" }).click();
    await (await choosing).setFiles(join(smallRun, "profile", "profile.json"));
    await room.getByRole("region", { name: "Summary" }).waitFor();
    for (const tab of ["Roofline", "Memory plan", "WGSL", "Step"]) {
      await room.getByRole("tab", { name: tab, exact: true }).click();
      await expectAccessible(page, theme);
    }
    if (theme === "dark") await expectFitsTablet(page);
  });

  test("a notice of an error", async () => {
    const { page } = viewer;
    await openRoom(page, "Explain");
    await pickFiles(page, [
      { name: "x.safetensors", mimeType: "application/octet-stream", buffer: Buffer.from("no") },
    ]);
    await page.getByRole("alert").filter({ hasText: "x.safetensors" }).waitFor();
    await expectAccessible(page, theme);
    await page.getByRole("button", { name: "Close this notice" }).click();
  });
});

describe("by keyboard alone", () => {
  let viewer: OpenedPage;

  beforeAll(async () => {
    viewer = await openPage(served.url);
    await modelLine(viewer.page).getByText("trained on").waitFor({ timeout: 60_000 });
    await openRoom(viewer.page, "Explain");
    await pickFiles(
      viewer.page,
      [1, 2].map((at) => pngFilm(`film-${at}.png`, phantomGrey(at, 64))),
    );
    await viewer.page
      .getByText(/^2 of 2 done/)
      .first()
      .waitFor({ timeout: 30_000 });
    await viewer.page
      .getByRole("term")
      .filter({ hasText: "Increase" })
      .waitFor({ timeout: 60_000 });
  }, 120_000);

  afterAll(() => viewer.close());

  /** What has the focus: its name, and whether one sees that it has. */
  const focused = () =>
    viewer.page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return undefined;
      // A file picker shows the focus on the button that it lies over.
      const shown = [element, element.parentElement, element.closest("label")];
      const isSeen = shown.some((one) => {
        if (one === null) return false;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
        return (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none";
      });
      const label = element.getAttribute("aria-label") ?? element.textContent ?? "";
      const labels = [...((element as HTMLInputElement).labels ?? [])].map(
        (one) => one.textContent,
      );
      return { name: `${label} ${labels.join(" ")}`.trim(), isSeen };
    });

  test("Tab reaches every control, shows where it is, and is caught nowhere", async () => {
    const { page } = viewer;
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    // More stops than the page has: a trap would repeat one and never come to an end.
    const walk = async () => {
      const seen: { name: string; isSeen: boolean }[] = [];
      while (seen.length < 120) {
        await page.keyboard.press("Tab");
        const at = await focused();
        if (at === undefined) break;
        seen.push(at);
      }
      return seen;
    };
    // The first round begins where the last click was.
    await walk();
    const seen = await walk();

    expect(seen.length).toBeLessThan(120);
    expect(seen.filter(({ name, isSeen }) => name === "" || !isSeen)).toEqual([]);
    const names = seen.map(({ name }) => name).join("\n");
    for (const wanted of [
      ...["Skip to the room", "Explain", "Run", "Kernels", "Theme", "Open films", "Films"],
      ...["Drag sets window and level", "Zoom in", "Turn left", "Invert", "Side by side", "Swipe"],
      ...["Opacity", "Threshold", "Colours", "Width", "Level", "Restore the film", "Shares CSV"],
    ]) {
      expect(names).toContain(wanted);
    }
  });

  test("OHIF's keys work without a mouse", async () => {
    const { page } = viewer;
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    const pressed = (name: string) =>
      page.getByRole("button", { name, exact: true }).getAttribute("aria-pressed");
    await page.keyboard.press("z");
    await expect.poll(() => pressed("Drag zooms")).toBe("true");
    await page.keyboard.press("p");
    await expect.poll(() => pressed("Drag moves")).toBe("true");
    await page.keyboard.press("w");
    await expect.poll(() => pressed("Drag sets window and level")).toBe("true");
    await page.keyboard.press("i");
    await page.getByText("inverted").waitFor();
    await page.keyboard.press("r");
    await page.getByText(/turned 90°/).waitFor();
    await page.keyboard.press(" ");
    await expect.poll(() => page.getByText(/turned 90°/).count()).toBe(0);
    await page.keyboard.press("s");
    await expect.poll(() => page.getByRole("img", { name: /^Film / }).count()).toBe(2);
    await page.keyboard.press("o");
    const films = page.getByRole("listbox", { name: "Films" });
    const selected = () => films.getByRole("option", { selected: true }).getAttribute("id");
    const first = await selected();
    await page.keyboard.press("ArrowRight");
    await expect.poll(selected).not.toBe(first);
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
  });

  test("the skip link goes past the header", async () => {
    const { page } = viewer;
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");

    expect(await page.evaluate(() => document.activeElement?.id)).toBe("room");
  });
});
