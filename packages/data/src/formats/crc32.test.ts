// Both CRC-32 sums against their published check values.

import fc from "fast-check";
import { expect, test } from "vitest";
import { crc32, crc32c } from "./crc32.ts";
import { encodeUtf8 } from "./utf8.ts";

test("the check value of 123456789 is CBF43926, and E3069283 by Castagnoli's polynomial", () => {
  expect(crc32(encodeUtf8("123456789"))).toBe(0xcbf43926);
  expect(crc32c(encodeUtf8("123456789"))).toBe(0xe3069283);
  expect(crc32(new Uint8Array(0))).toBe(0);
  expect(crc32c(new Uint8Array(0))).toBe(0);
});

test("32 zeros have the CRC-32C of RFC 3720, B.4", () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
});

test.each([
  ["CRC-32", crc32],
  ["CRC-32C", crc32c],
])("bytes may be summed in two parts by %s", (_, crc) => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat(20), (bytes, cut) => {
      expect(crc(bytes.subarray(cut), crc(bytes.subarray(0, cut)))).toBe(crc(bytes));
    }),
  );
});
