// TensorBoard events against bytes made elsewhere, and read back by a reader of its own.
import { readTensorBoardEvents } from "@pleura/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeTensorBoardEvent, type TensorBoardEvent } from "./tensorboard-events.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

// Made 2026-11-23 with Python 3 and a bitwise CRC-32C; the messages equal those of TensorBoard
// 2.21's own protobuf classes:
//   def crc(b):
//     c = 0xffffffff
//     for x in b:
//       c ^= x
//       for _ in range(8): c = (c >> 1) ^ (0x82f63b78 if c & 1 else 0)
//     return c ^ 0xffffffff
//   mask = lambda c: (((c >> 15) | (c << 17 & 0xffffffff)) + 0xa282ead8) & 0xffffffff
//   u32 = lambda c: struct.pack("<I", mask(c))
//   frame = lambda m: (n := struct.pack("<Q", len(m))) + u32(crc(n)) + m + u32(crc(m))
//   frame(Event(wall_time=1.5, ...).SerializeToString()).hex()
describe("the bytes equal those of another encoder", () => {
  test.each<[string, TensorBoardEvent, string]>([
    [
      "file_version brain.Event:2",
      { kind: "version", wallTime: 1.5 },
      "1800000000000000a37f4b22 09000000000000f83f 1a0d627261696e2e4576656e743a32 2a28646c",
    ],
    [
      "a scalar at step 300",
      { kind: "scalars", wallTime: 1.5, step: 300, scalars: { loss: 0.25 } },
      "1b000000000000001a0d9e13 09000000000000f83f 10ac02 2a0d0a0b0a046c6f7373150000803e 9908deed",
    ],
    [
      "a session log START at step 7",
      { kind: "start", wallTime: 1.5, step: 7 },
      "0f000000000000006d532b09 09000000000000f83f 1007 3a020801 774771c7",
    ],
  ])("%s", (_, event, expected) => {
    expect(hex(encodeTensorBoardEvent(event))).toBe(expected.replaceAll(" ", ""));
  });
});

const scalars = fc
  .array(fc.tuple(fc.string({ unit: "grapheme" }), fc.float()))
  .map((pairs): Record<string, number> => Object.fromEntries(pairs));
const events = fc.array(fc.tuple(fc.double({ noNaN: true }), fc.maxSafeNat(), scalars));

test("numbers read back as they were written, for any tags and steps", () => {
  fc.assert(
    fc.property(events, (written) => {
      const records = written.map(([wallTime, step, values]) =>
        encodeTensorBoardEvent({ kind: "scalars", wallTime, step, scalars: values }),
      );

      const read = readTensorBoardEvents(Buffer.concat(records));

      expect(read).toEqual(
        written.map(([wallTime, step, values]) => ({
          wallTime,
          step,
          scalars: Object.entries(values),
        })),
      );
    }),
  );
});

test("a changed bit is noticed wherever it is", () => {
  const bytes = encodeTensorBoardEvent({
    kind: "scalars",
    wallTime: 9,
    step: 1,
    scalars: { a: 1 },
  });

  fc.assert(
    fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
      const damaged = bytes.slice();
      damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(() => readTensorBoardEvents(damaged)).toThrow(/CRC/);
    }),
  );
  expect(() => readTensorBoardEvents(bytes)).not.toThrow();
});

test.each([-1, 0.5, Number.NaN, 2 ** 53])("refuses step %d", (step) => {
  const encode = () => encodeTensorBoardEvent({ kind: "start", wallTime: 0, step });

  expect(encode).toThrow(
    new RangeError(
      `encode TensorBoard event: "step" must be an integer from 0 to 2^53 - 1, but it is ${step}. Give the number of the step.`,
    ),
  );
});

test.each([0, 2 ** 53 - 1])("takes step %d", (step) => {
  const bytes = encodeTensorBoardEvent({ kind: "start", wallTime: 0, step });

  expect(readTensorBoardEvents(bytes)).toEqual([{ wallTime: 0, step, sessionStatus: 1 }]);
});
