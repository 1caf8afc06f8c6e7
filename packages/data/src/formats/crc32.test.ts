// CRC-32 against its published check value.

import fc from "fast-check";
import { expect, test } from "vitest";
import { crc32 } from "./crc32.ts";
import { encodeUtf8 } from "./utf8.ts";

test("the check value of 123456789 is CBF43926", () => {
  expect(crc32(encodeUtf8("123456789"))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array(0))).toBe(0);
});

test("bytes may be summed in two parts", () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat(20), (bytes, cut) => {
      expect(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut)))).toBe(crc32(bytes));
    }),
  );
});
