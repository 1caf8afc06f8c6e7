// Opens the page in the person's browser, where there is a desktop.
import { spawn } from "node:child_process";

/** What decides whether there is a desktop. */
export interface Desktop {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** False when nobody sits at the program, such as in a script. */
  readonly isTty: boolean;
}

/** The command that opens an address; undefined without a desktop or over SSH, where it would open elsewhere. */
export function browserCommand(
  url: string,
  { platform, env, isTty }: Desktop,
): readonly [string, ...string[]] | undefined {
  if (!isTty || env["SSH_CONNECTION"] || env["CI"] || env["BROWSER"] === "none") return undefined;
  if (platform === "darwin") return ["open", url];
  if (platform === "win32") return ["cmd", "/c", "start", "", url];
  if (env["DISPLAY"] || env["WAYLAND_DISPLAY"]) return ["xdg-open", url];
  return undefined;
}

/** Opens an address, and is content when that does not work: the address is printed too. */
export function openBrowser(url: string): void {
  const { platform, env } = process;
  const command = browserCommand(url, { platform, env, isTty: process.stdout.isTTY === true });
  if (command === undefined) return;
  const [program, ...args] = command;
  const child = spawn(program, args, { stdio: "ignore", detached: true });
  child.on("error", () => undefined);
  child.unref();
}
