// Rooms in the address: names of rooms only, whatever else stands there.
import { expect, test } from "vitest";
import { rememberedTheme, rememberTheme, roomOfHash } from "./remembered.ts";

test.each([
  ["#run", "run"],
  ["#kernels", "kernels"],
  ["#sample", "explain"],
  ["#Run", undefined],
  ["#__proto__", undefined],
  ["#run<img src=x onerror=alert(1)>", undefined],
  ["", undefined],
])("the address's %j is the room %j", (hash, room) => {
  expect(roomOfHash(hash)).toBe(room);
});

test("without storage the theme follows the system", () => {
  // Node has no localStorage: the same path as a browser that forbids it.
  rememberTheme("light");

  expect(rememberedTheme()).toBe("system");
});
