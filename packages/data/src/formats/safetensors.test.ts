// Safetensors there and back, every flipped byte, and the headers that attacks use.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseSafetensors } from "./safetensors-read.ts";
import type { StoredTensor } from "./safetensors-tensor.ts";
import { writeSafetensors } from "./safetensors-write.ts";
import { encodeUtf8 } from "./utf8.ts";

const f32 = (...values: number[]): StoredTensor => ({
  dtype: "F32",
  shape: [values.length],
  data: Float32Array.from(values),
});

/** A file from header text and data bytes, as another program might write it. */
function foreign(header: string, dataBytes = 0): Uint8Array {
  const text = encodeUtf8(header);
  const file = new Uint8Array(8 + text.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  return file;
}

const ours = writeSafetensors(
  new Map([
    ["b", { dtype: "F32", shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }],
    ["a", { dtype: "U8", shape: [3], data: Uint8Array.of(1, 2, 3) }],
  ]),
  new Map([["step", "3"]]),
);

describe("there and back", () => {
  test("any tensors and metadata come back", () => {
    const tensor: fc.Arbitrary<StoredTensor> = fc.oneof(
      fc
        .float32Array({ maxLength: 5 })
        .map((data) => ({ dtype: "F32" as const, shape: [data.length], data })),
      fc
        .uint8Array({ maxLength: 5 })
        .map((data) => ({ dtype: "U8" as const, shape: [1, data.length], data })),
      fc
        .bigInt64Array({ maxLength: 3 })
        .map((data) => ({ dtype: "I64" as const, shape: [data.length], data })),
      fc
        .uint16Array({ maxLength: 3 })
        .map((data) => ({ dtype: "F16" as const, shape: [data.length], data })),
    );
    const name = fc.string({ minLength: 1 }).filter((text) => text !== "__metadata__");
    const tensors = fc.array(fc.tuple(name, tensor), { maxLength: 5 }).map((list) => new Map(list));
    const metadata = fc
      .array(fc.tuple(fc.string(), fc.string()), { maxLength: 3 })
      .map((list) => new Map(list));
    fc.assert(
      fc.property(tensors, metadata, (stored, facts) => {
        const file = parseSafetensors(writeSafetensors(stored, facts));

        expect(file.tensors).toEqual(stored);
        expect(file.metadata).toEqual(facts);
      }),
    );
  });

  test("the same contents are the same bytes in whatever order they come", () => {
    const forward = writeSafetensors(
      new Map([
        ["x", f32(1)],
        ["y", f32(2)],
      ]),
      new Map([
        ["a", "1"],
        ["b", "2"],
      ]),
    );
    const backward = writeSafetensors(
      new Map([
        ["y", f32(2)],
        ["x", f32(1)],
      ]),
      new Map([
        ["b", "2"],
        ["a", "1"],
      ]),
    );

    expect(backward).toEqual(forward);
  });

  test("data begins at a multiple of 8 and wider elements come first", () => {
    const headerLength = Number(new DataView(ours.buffer).getBigUint64(0, true));

    expect(headerLength % 8).toBe(0);
    expect(ours.length).toBe(8 + headerLength + 16 + 3);
    expect(ours.slice(-3)).toEqual(Uint8Array.of(1, 2, 3));
  });

  test("tensors are views of the file, and copies where they lie askew", () => {
    const shifted = new Uint8Array(ours.length + 1);
    shifted.set(ours, 1);

    expect(parseSafetensors(ours).tensors.get("b")?.data.buffer).toBe(ours.buffer);
    expect(parseSafetensors(shifted.subarray(1)).tensors.get("b")?.data).toEqual(
      Float32Array.of(1, 2, 3, 4),
    );
  });

  test("a subclass whose slice shares memory, as Node's Buffer, is read alike", () => {
    class SharingBytes extends Uint8Array {
      override slice(start?: number, end?: number): Uint8Array<ArrayBuffer> {
        return this.subarray(start, end) as Uint8Array<ArrayBuffer>;
      }
    }
    const shifted = new SharingBytes(ours.length + 1);
    shifted.set(ours, 1);

    const { tensors } = parseSafetensors(shifted.subarray(1));
    expect(tensors.get("b")?.data).toEqual(Float32Array.of(1, 2, 3, 4));
  });
});

describe("checksum", () => {
  test("every byte of our files is guarded: any other value of it is refused", () => {
    for (let i = 0; i < ours.length; i++) {
      for (const change of [1, 2, 4, 8, 16, 32, 64, 128, 255]) {
        const bytes = ours.slice();
        bytes[i] = (bytes[i] as number) ^ change;

        expect(() => parseSafetensors(bytes), `byte ${i} ^ ${change}`).toThrow(
          expect.objectContaining({ name: "SafetensorsError" }),
        );
      }
    }
  });

  test("every cut of our files is refused", () => {
    for (let end = 0; end < ours.length; end++) {
      expect(() => parseSafetensors(ours.slice(0, end)), `cut at ${end}`).toThrow(
        expect.objectContaining({ name: "SafetensorsError" }),
      );
    }
  });

  test("a changed value is named as such, and passes with verify: false", () => {
    const bytes = ours.slice();
    bytes[bytes.length - 1] = 9;

    expect(() => parseSafetensors(bytes)).toThrow(
      /^safetensors: every byte must be as it was written, but the checksum is [0-9a-f]{8} where the file says [0-9a-f]{8}\. Take another copy or save the file again\.$/,
    );
    expect(parseSafetensors(bytes, { verify: false }).tensors.get("a")?.data).toEqual(
      Uint8Array.of(1, 2, 9),
    );
  });

  test("a foreign file without a checksum is read", () => {
    const file = foreign(
      '{"__metadata__":{"format":"pt"}, "w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
      4,
    );

    const { tensors, metadata } = parseSafetensors(file);
    expect(tensors.get("w")).toEqual(f32(0));
    expect(metadata).toEqual(new Map([["format", "pt"]]));
  });
});

test("says that a text file is another kind of file", () => {
  const json = new TextEncoder().encode('{"version": 1, "name": "no checkpoint"}');

  expect(() => parseSafetensors(json)).toThrow(
    "the header may have at most 100000000 bytes, but the file begins with text, so it is another kind of file",
  );
});

describe("refused files", () => {
  const entry = (offsets: string, shape = "[1]", dtype = "F32"): string =>
    `{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`;
  const lengthOnly = (length: bigint): Uint8Array => {
    const file = new Uint8Array(16);
    new DataView(file.buffer).setBigUint64(0, length, true);
    return file;
  };

  test.each([
    ["no bytes", new Uint8Array(0), "truncated"],
    ["a header of 2⁶³ bytes", lengthOnly(2n ** 63n), "too-large"],
    ["a header of 100,000,001 bytes", lengthOnly(100_000_001n), "too-large"],
    ["a header longer than the file", lengthOnly(9n), "truncated"],
    ["a header of 0 bytes", lengthOnly(0n), "header"],
    ["an array as header", foreign("[]"), "header"],
    ["a header that begins with a space", foreign(" {}"), "header"],
    ["text behind the header", foreign("{} x"), "header"],
    ["bad UTF-8", foreign("{}").fill(0xff, 9), "header"],
    ["a duplicate key", foreign(`{"w":${entry("[0,4]")},"w":${entry("[0,4]")}}`, 4), "header"],
    [
      "a duplicate key in disguise",
      foreign(`{"w":${entry("[0,4]")},"\\u0077":${entry("[0,4]")}}`, 4),
      "header",
    ],
    ["__proto__ without fields", foreign('{"__proto__":{}}'), "header"],
    ["deep nesting", foreign(`{"w":${"[".repeat(9999)}`), "header"],
    ["metadata of numbers", foreign('{"__metadata__":{"a":1}}'), "header"],
    [
      "a fourth field",
      foreign(`{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}`, 4),
      "header",
    ],
    ["a negative offset", foreign(`{"w":${entry("[-4,0]")}}`), "header"],
    ["a fractional size", foreign(`{"w":${entry("[0,4]", "[0.5]")}}`, 4), "header"],
    ["an offset over 2⁵³", foreign(`{"w":${entry("[0,9007199254740993]")}}`), "header"],
    ["an unknown type", foreign(`{"w":${entry("[0,4]", "[1]", "F8_E4M3")}}`, 4), "dtype"],
    ["toString as a type", foreign(`{"w":${entry("[0,4]", "[1]", "toString")}}`, 4), "dtype"],
    ["a size that is not its shape", foreign(`{"w":${entry("[0,8]")}}`, 8), "layout"],
    [
      "a shape whose product overflows",
      foreign(`{"w":${entry("[0,4]", "[4294967296,4294967296]")}}`, 4),
      "layout",
    ],
    ["a hole", foreign(`{"a":${entry("[0,4]")},"b":${entry("[8,12]")}}`, 12), "layout"],
    ["an overlap", foreign(`{"a":${entry("[0,4]")},"b":${entry("[0,4]")}}`, 4), "layout"],
    ["trailing bytes", foreign(`{"w":${entry("[0,4]")}}`, 5), "layout"],
    ["missing data", foreign(`{"w":${entry("[0,4]")}}`, 3), "truncated"],
  ])("%s", (_, file, tag) => {
    expect(() => parseSafetensors(file)).toThrow(
      expect.objectContaining({ name: "SafetensorsError", tag }),
    );
  });

  test("the nearest right file is read", () => {
    const file = foreign(`{"a":${entry("[0,4]")},"b":${entry("[4,8]")}}   `, 8);

    expect([...parseSafetensors(file).tensors.keys()]).toEqual(["a", "b"]);
  });

  test("the sentence names the tensor and both numbers", () => {
    expect(() => parseSafetensors(foreign(`{"w":${entry("[0,8]")}}`, 8))).toThrow(
      'safetensors: tensor "w" of shape [1] must have 4 bytes, but its offsets are [0, 8]. Take another copy or save the file again.',
    );
  });

  test("writing refuses a shape without its values and the reserved name", () => {
    expect(() => writeSafetensors(new Map([["w", { ...f32(1), shape: [2] }]]))).toThrow(
      'safetensors: tensor "w" of shape [2] and type F32 must have 8 bytes, but its data has 4. Give both alike.',
    );
    expect(() => writeSafetensors(new Map([["__metadata__", f32(1)]]))).toThrow(
      'safetensors: a tensor may have any name but "__metadata__", but one has it. Rename it.',
    );
  });
});

test("random damage to a foreign header never gives another kind of error", () => {
  const file = foreign('{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4);
  const damage = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(damage, (changes) => {
      const bytes = file.slice();
      for (const [at, value] of changes) bytes[at] = value;
      try {
        parseSafetensors(bytes);
      } catch (error) {
        expect((error as Error).name).toBe("SafetensorsError");
      }
    }),
    { numRuns: 2000 },
  );
});
