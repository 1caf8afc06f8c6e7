// When there is a desktop that the page can be opened on.
import { expect, test } from "vitest";
import { browserCommand } from "./open-browser.ts";

const url = "http://127.0.0.1:1/";
const desk = { platform: "linux", env: { DISPLAY: ":0" }, isTty: true } as const;

test.each([
  [desk, ["xdg-open", url]],
  [{ ...desk, env: { WAYLAND_DISPLAY: "w" } }, ["xdg-open", url]],
  [{ ...desk, platform: "darwin", env: {} } as const, ["open", url]],
  [{ ...desk, platform: "win32", env: {} } as const, ["cmd", "/c", "start", "", url]],
  [{ ...desk, env: {} }, undefined],
  [{ ...desk, isTty: false }, undefined],
  [{ ...desk, env: { DISPLAY: ":0", SSH_CONNECTION: "a" } }, undefined],
  [{ ...desk, env: { DISPLAY: ":0", BROWSER: "none" } }, undefined],
  [{ ...desk, env: { DISPLAY: ":0", CI: "true" } }, undefined],
])("on %j the command is %j", (desktop, command) => {
  expect(browserCommand(url, desktop)).toEqual(command);
});
