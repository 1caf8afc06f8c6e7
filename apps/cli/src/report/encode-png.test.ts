// Encoded pixels decode to themselves.
import { decodePng } from "@pleura/data";
import { expect, test } from "vitest";
import { encodePng } from "./encode-png.ts";

test.each([
  [1, 1],
  [7, 3],
  [64, 65],
])("a grey picture of %i×%i survives", (width, height) => {
  const data = Uint8Array.from({ length: width * height }, (_, index) => (index * 37) % 256);

  const decoded = decodePng(encodePng({ width, height, channels: 1, data }));

  expect(decoded).toMatchObject({ width, height, maxValue: 255 });
  expect([...decoded.data]).toEqual([...data]);
});

test("a colour picture keeps its channels", () => {
  const data = Uint8Array.of(255, 0, 0, 0, 255, 0);

  const decoded = decodePng(encodePng({ width: 2, height: 1, channels: 3, data }));

  expect(decoded.source.channels).toBe(3);
  // Luma of red and green, ITU-R BT.601.
  expect([...decoded.data]).toEqual([76, 150]);
});
