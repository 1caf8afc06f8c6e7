// .npy files there and back, NumPy's own bytes, and refusals.

import fc from "fast-check";
import { expect, test } from "vitest";
import { readNpy, writeNpy } from "./npy.ts";
import { encodeUtf8 } from "./utf8.ts";

test("floats and bytes come back exactly", () => {
  fc.assert(
    fc.property(fc.float32Array({ maxLength: 9 }), (data) => {
      const array = { shape: [data.length], data };
      expect(readNpy(writeNpy(array))).toEqual(array);
    }),
  );
  const bytes = { shape: [2, 1, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
  expect(readNpy(writeNpy(bytes))).toEqual(bytes);
});

test("the header is the one NumPy writes", () => {
  const file = writeNpy({ shape: [2, 3], data: new Float32Array(6) });

  // numpy.save of zeros((2, 3), float32): 128 bytes of header.
  const text = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
  expect(file.subarray(10, 128)).toEqual(encodeUtf8(`${text.padEnd(117)}\n`));
  expect(file.length).toBe(128 + 24);
});

test("an array that begins at an odd byte is read", () => {
  const file = writeNpy({ shape: [1], data: Float32Array.of(2.5) });
  const shifted = new Uint8Array(file.length + 1);
  shifted.set(file, 1);

  expect(readNpy(shifted.subarray(1)).data).toEqual(Float32Array.of(2.5));
});

const whole = writeNpy({ shape: [2], data: Float32Array.of(1, 2) });
const withText = (from: string, to: string): Uint8Array => {
  const text = String.fromCharCode(...whole).replace(from, to);
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
};

test.each([
  [whole.slice(0, -1), "read npy: shape [2] must have 8 bytes, but the file has 7. Copy it again."],
  [
    encodeUtf8("not an array at all"),
    "read npy: a file must begin with the npy magic, but this one does not. Give a file saved by numpy.save.",
  ],
  [
    withText("<f4", "<f8"),
    "read npy: values must be <f4 or |u1, but they are <f8. Convert them with astype.",
  ],
  [
    withText("False", "True "),
    "read npy: the header must give descr, C order and shape, but it is another text. Save it again with numpy.ascontiguousarray.",
  ],
  [
    withText("False, 'shape': (2,), }", "True, 'shape': (2,), } "),
    "read npy: the header must give descr, C order and shape, but the order is Fortran's. Save it again with numpy.ascontiguousarray.",
  ],
])("refuses damage %#", (file, message) => {
  expect(() => readNpy(file)).toThrow(message);
});

test("refuses to write a shape without its values", () => {
  expect(() => writeNpy({ shape: [3], data: new Float32Array(2) })).toThrow(
    "write npy: shape [3] must have 3 values, but the data has 2. Give both alike.",
  );
});
