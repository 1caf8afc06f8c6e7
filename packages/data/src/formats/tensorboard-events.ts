// Encodes the events of TensorBoard's files: protobuf messages, each in a TFRecord frame.
import { crc32c } from "./crc32.ts";
import { encodeUtf8 } from "./utf8.ts";

/** What a file begins with, the start of a run in it, or numbers by name after a step. */
export type TensorBoardEvent = {
  /** Seconds since 1970, with fractions. */
  readonly wallTime: number;
} & (
  | { readonly kind: "version" }
  | {
      readonly kind: "start";
      /** First step to come: TensorBoard drops points of earlier files from this step on. */
      readonly step: number;
    }
  | {
      readonly kind: "scalars";
      readonly step: number;
      /** Numbers by tag, stored as 32-bit floats; a `/` in a tag makes a group of charts. */
      readonly scalars: Readonly<Record<string, number>>;
    }
);

/** Protobuf wire types (Protocol Buffers documentation, "Encoding"). */
const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Field numbers of tensorflow/core/util/event.proto. */
const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5, sessionLog: 7 } as const;
const SESSION_LOG = { status: 1 } as const;
/** SessionLog.SessionStatus of event.proto. */
const START = 1;

/** Field numbers of tensorflow/core/framework/summary.proto. */
const SUMMARY = { value: 1 } as const;
const VALUE = { tag: 1, simpleValue: 2 } as const;

/** Added to a rotated CRC, so that a sum over bytes which hold sums stays a good one. */
const MASK_DELTA = 0xa282ead8;

/**
 * One event as the bytes to append to an event file; a file begins with a `version` event.
 *
 * frame = length (u64) · mask(crc(length)) (u32) · message · mask(crc(message)) (u32), all
 * little-endian, with crc = CRC-32C and mask(c) = rotateRight(c, 15) + 0xA282EAD8 mod 2³².
 *
 * @throws {RangeError} when the step is no integer from 0 to 2⁵³ − 1
 * @see tensorflow/core/lib/io/record_writer.h and tensorflow/core/lib/hash/crc32c.h for the frame
 */
export function encodeTensorBoardEvent(event: TensorBoardEvent): Uint8Array {
  const message = Uint8Array.from(messageOf(event));
  const frame = new Uint8Array(message.length + 16);
  const view = new DataView(frame.buffer);
  view.setBigUint64(0, BigInt(message.length), true);
  view.setUint32(8, masked(crc32c(frame.subarray(0, 8))), true);
  frame.set(message, 12);
  view.setUint32(12 + message.length, masked(crc32c(message)), true);
  return frame;
}

type Bytes = readonly number[];

function messageOf(event: TensorBoardEvent): Bytes {
  const time = field(EVENT.wallTime, WIRE.fixed64, float64(event.wallTime));
  switch (event.kind) {
    case "version":
      return [...time, ...text(EVENT.fileVersion, "brain.Event:2")];
    case "start": {
      const status = field(SESSION_LOG.status, WIRE.varint, varint(START));
      return [...time, ...stepField(event.step), ...nested(EVENT.sessionLog, status)];
    }
    case "scalars": {
      const values = Object.entries(event.scalars).flatMap(([tag, value]) =>
        nested(SUMMARY.value, [
          ...text(VALUE.tag, tag),
          ...field(VALUE.simpleValue, WIRE.fixed32, float32(value)),
        ]),
      );
      return [...time, ...stepField(event.step), ...nested(EVENT.summary, values)];
    }
  }
}

function stepField(step: number): Bytes {
  if (!Number.isSafeInteger(step) || step < 0) {
    throw new RangeError(
      `encode TensorBoard event: "step" must be an integer from 0 to 2^53 - 1, but it is ${step}. Give the number of the step.`,
    );
  }
  return field(EVENT.step, WIRE.varint, varint(step));
}

function field(number: number, wire: number, payload: Bytes): Bytes {
  return [(number << 3) | wire, ...payload];
}

function nested(number: number, payload: Bytes): Bytes {
  return field(number, WIRE.bytes, [...varint(payload.length), ...payload]);
}

function text(number: number, value: string): Bytes {
  return nested(number, [...encodeUtf8(value)]);
}

/** Seven bits per byte, lowest first; division because shifts would cut at 32 bits. */
function varint(value: number): Bytes {
  return value < 0x80 ? [value] : [(value % 0x80) + 0x80, ...varint(Math.floor(value / 0x80))];
}

function float64(value: number): Bytes {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value, true);
  return [...new Uint8Array(view.buffer)];
}

function float32(value: number): Bytes {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value, true);
  return [...new Uint8Array(view.buffer)];
}

function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + MASK_DELTA) >>> 0;
}
