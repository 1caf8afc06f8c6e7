// Opens a page in the shared browser and writes down everything that it should not have done.
import { type BrowserContext, chromium, type Page, type Request } from "playwright-core";
import { inject, onTestFinished } from "vitest";
import { type ForeignProxy, startForeignProxy } from "./foreign-proxy.ts";

/** What a page did besides its work. Every list is empty for a page that behaves. */
export interface Misdeeds {
  /** Console messages of level error and warning, of the page and its workers. */
  readonly console: string[];
  /** Errors that nothing caught. */
  readonly errors: string[];
  /** `directive blocked-address` of each report of the content security policy. */
  readonly reports: string[];
  /** Dialogs that opened (alert, confirm, prompt). */
  readonly dialogs: string[];
  /** Requests to any other place than the page's own. */
  readonly foreign: string[];
}

/** What a page that behaves leaves in its {@link Misdeeds}. */
export const NO_MISDEEDS: Misdeeds = {
  console: [],
  errors: [],
  reports: [],
  dialogs: [],
  foreign: [],
};

/** An open page. */
export interface OpenedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly misdeeds: Misdeeds;
  close(): Promise<void>;
}

/** How a page is opened. */
export interface OpenOptions {
  /** Which colours the person prefers; dark. */
  readonly theme?: "dark" | "light";
  readonly width?: number;
  readonly height?: number;
  /** Runs in the page before its own scripts. */
  readonly before?: () => void;
}

/** Opens an address in a context of its own, with nothing moving and one device pixel per pixel. */
export async function openPage(url: string, options: OpenOptions = {}): Promise<OpenedPage> {
  const { theme = "dark", width = 1280, height = 800 } = options;
  const browser = await chromium.connect(inject("browserEndpoint"));
  const proxy = await startForeignProxy();
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: 1,
    colorScheme: theme,
    reducedMotion: "reduce",
    locale: "en-GB",
    timezoneId: "UTC",
    acceptDownloads: true,
    proxy: { server: proxy.url, bypass: "127.0.0.1" },
  });
  const misdeeds = await watch(context, new URL(url).origin, proxy);
  if (options.before) await context.addInitScript(options.before);
  const page = await context.newPage();
  await page.goto(url);
  return {
    page,
    context,
    misdeeds,
    close: async () => {
      await context.close();
      await browser.close();
      await proxy.stop();
    },
  };
}

/** As {@link openPage}, closed by itself when the test ends. */
export async function openPageForTest(url: string, options?: OpenOptions): Promise<OpenedPage> {
  const opened = await openPage(url, options);
  onTestFinished(() => opened.close());
  return opened;
}

async function watch(
  context: BrowserContext,
  home: string,
  proxy: ForeignProxy,
): Promise<Misdeeds> {
  const requests: string[] = [];
  const misdeeds = { console: [], errors: [], reports: [], dialogs: [] } as {
    console: string[];
    errors: string[];
    reports: string[];
    dialogs: string[];
  };
  await context.exposeBinding("pleuraTestReport", (_source, report: string) => {
    misdeeds.reports.push(report);
  });
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const report = `${event.effectiveDirective} ${event.blockedURI}`;
      (window as unknown as { pleuraTestReport(text: string): void }).pleuraTestReport(report);
    });
  });
  context.on("console", (message) => {
    const level = message.type();
    if (level === "error" || level === "warning") misdeeds.console.push(message.text());
  });
  context.on("weberror", (event) => void misdeeds.errors.push(String(event.error())));
  context.on("dialog", (dialog) => {
    misdeeds.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const follow = (request: Request) => {
    const { protocol, origin } = new URL(request.url());
    const isOwn = origin === home || protocol === "blob:" || protocol === "data:";
    // What the policy stopped never left the page; it is among the reports.
    if (!isOwn && request.failure()?.errorText !== "csp") requests.push(request.url());
  };
  context.on("requestfinished", follow).on("requestfailed", follow);
  return {
    ...misdeeds,
    get foreign() {
      return [...requests, ...proxy.seen];
    },
  };
}
