// The cache folder on each platform, and the variable that names another.
import { expect, test } from "vitest";
import { cacheFolder } from "./cache-folder.ts";

test.each([
  ["the variable's folder", { PLEURA_CACHE_DIR: "/there", HOME: "/h" }, "linux", "/there"],
  ["the XDG folder", { XDG_CACHE_HOME: "/xdg", HOME: "/h" }, "linux", "/xdg/pleura"],
  ["the usual folder", { HOME: "/h" }, "linux", "/h/.cache/pleura"],
  [
    "the usual folder for an empty variable",
    { PLEURA_CACHE_DIR: "", HOME: "/h" },
    "linux",
    "/h/.cache/pleura",
  ],
  ["the folder of macOS", { HOME: "/h" }, "darwin", "/h/Library/Caches/pleura"],
])("is %s", (_, environment, platform, folder) => {
  expect(cacheFolder(environment, platform)).toBe(folder);
});
