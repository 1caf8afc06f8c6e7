// Sizes of memory are read and written with their units.
import { expect, test } from "vitest";
import { byteSizeSetting, bytesOfSize, formatBytes } from "./byte-size.ts";

test.each([
  [1024, 1024],
  ["1.5KiB", 1536],
  ["512MiB", 512 * 2 ** 20],
  ["2 GiB", 2 ** 31],
])("reads %s", (size, bytes) => {
  expect(bytesOfSize(byteSizeSetting.parse(size))).toBe(bytes);
});

test.each(["2GB", "many", "-1MiB", 0, 1.5])("refuses %s", (size) => {
  expect(byteSizeSetting.safeParse(size).error?.issues[0]?.message).toBe(
    "a number of bytes or a size such as 512MiB or 2GiB",
  );
});

test.each([
  [12, "12 bytes"],
  [1536, "1.5 KiB"],
  [3 * 2 ** 20, "3.0 MiB"],
  [2.25 * 2 ** 30, "2.25 GiB"],
])("writes %i bytes as %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
