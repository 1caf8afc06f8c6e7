// Reads TensorBoard event files in tests; shares no code with the encoder it checks.

/** An event as read; fields that a record lacks are absent, its step is 0 without one. */
export interface ReadTensorBoardEvent {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step: number;
  readonly fileVersion?: string;
  /** SessionLog.status: 1 is START. */
  readonly sessionStatus?: number;
  /** Tags and numbers in the file's order. */
  readonly scalars?: readonly (readonly [tag: string, value: number])[];
}

/**
 * Reads every record of an event file.
 *
 * @throws {Error} when a CRC is wrong, a record is cut off, or a wire type is unknown
 * @see tensorflow/core/lib/io/record_writer.h, tensorflow/core/util/event.proto
 */
export function readTensorBoardEvents(file: Uint8Array): ReadTensorBoardEvent[] {
  const events: ReadTensorBoardEvent[] = [];
  let at = 0;
  while (at < file.length) {
    const header = file.subarray(at, at + 8);
    requireCrc(header, viewOf(file).getUint32(at + 8, true), `length at byte ${at}`);
    const length = Number(viewOf(header).getBigUint64(0, true));
    const message = file.subarray(at + 12, at + 12 + length);
    requireCrc(message, viewOf(file).getUint32(at + 12 + length, true), `message at byte ${at}`);
    events.push(eventOf(message));
    at += 16 + length;
  }
  return events;
}

function eventOf(message: Uint8Array): ReadTensorBoardEvent {
  const event = fieldsOf(message);
  const [time, step, version, summary, session] = [1, 2, 3, 5, 7].map((n) => event.get(n)?.[0]);
  const status = session && fieldsOf(session).get(1)?.[0];
  const values = summary && (fieldsOf(summary).get(1) ?? []).map(fieldsOf);
  return {
    wallTime: time === undefined ? 0 : viewOf(time).getFloat64(0, true),
    step: step === undefined ? 0 : varintOf(step, 0).value,
    ...(version && { fileVersion: textOf(version) }),
    ...(status && { sessionStatus: varintOf(status, 0).value }),
    ...(values && {
      scalars: values.map((value): [string, number] => [
        textOf(value.get(1)?.[0] ?? new Uint8Array()),
        viewOf(value.get(2)?.[0] ?? new Uint8Array(4)).getFloat32(0, true),
      ]),
    }),
  };
}

/** The payloads of a protobuf message by field number. */
function fieldsOf(message: Uint8Array): Map<number, Uint8Array[]> {
  const fields = new Map<number, Uint8Array[]>();
  let at = 0;
  while (at < message.length) {
    const key = varintOf(message, at);
    const number = Math.floor(key.value / 8);
    let [start, end] = [key.end, key.end];
    const wire = key.value % 8;
    if (wire === 0) end = varintOf(message, start).end;
    else if (wire === 1) end += 8;
    else if (wire === 5) end += 4;
    else if (wire === 2) {
      const length = varintOf(message, start);
      start = length.end;
      end = start + length.value;
    } else throw new Error(`read events: unknown wire type ${wire} of field ${number}`);
    if (end > message.length) throw new Error(`read events: field ${number} is cut off`);
    fields.set(number, [...(fields.get(number) ?? []), message.subarray(start, end)]);
    at = end;
  }
  return fields;
}

function varintOf(bytes: Uint8Array, start: number): { value: number; end: number } {
  let value = 0n;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    value |= BigInt(byte & 0x7f) << BigInt(7 * (at - start));
    if (byte < 0x80) return { value: Number(value), end: at + 1 };
  }
  throw new Error("read events: a varint is cut off");
}

/** UTF-8 by percent escapes, because this package knows neither Node nor the DOM. */
function textOf(bytes: Uint8Array): string {
  return decodeURIComponent([...bytes].map((b) => `%${b.toString(16).padStart(2, "0")}`).join(""));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Undoes the mask and sums bit by bit, where the encoder masks and uses a table. */
function requireCrc(bytes: Uint8Array, stored: number, what: string): void {
  const rotated = (stored - 0xa282ead8) >>> 0;
  const expected = ((rotated << 15) | (rotated >>> 17)) >>> 0;
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; k += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  const found = ~crc >>> 0;
  if (found !== expected) throw new Error(`read events: the CRC of the ${what} is wrong`);
}
