// What files are for.
import { writeSafetensors } from "@pleura/data";
import { expect, test } from "vitest";
import { fileKind, kindByName } from "./file-kind.ts";

test.each([
  ["a.PNG", "film"],
  ["deep/er/b.jpeg", "film"],
  ["IM0001.dcm", "film"],
  ["best.safetensors", "model"],
  ["runs/a/profile.json", "profile"],
  ["gpu-profile.json", "profile"],
  [".DS_Store", "hidden"],
  ["films/Thumbs.db", "hidden"],
  ["films/.git/config", "hidden"],
  ["__MACOSX/._a.png", "hidden"],
  ["notes.txt", undefined],
  ["IM0001", undefined],
  ["myprofile.json", undefined],
])("%s by its name: %s", (path, kind) => {
  expect(kindByName(path)).toBe(kind);
});

const bytes = (text: string) => new TextEncoder().encode(text);
const dicom = new Uint8Array(140);
dicom.set(bytes("DICM"), 128);
const model = writeSafetensors(
  new Map([["w", { dtype: "F32", shape: [1], data: new Float32Array(1) }]]),
);

test.each([
  ["IM0001", dicom, "film"],
  ["picture", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), "film"],
  ["picture", Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), "film"],
  ["weights.bin", model, "model"],
  ["weights.bin", Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 0x7b, 0x7d), "other"],
  ["notes.txt", bytes("hello"), "other"],
  ["profile (1).json", bytes('{\n "format": "pleura-profile/1",\n "title"'), "profile"],
  ["run.json", bytes('{"command": "pretrain", "format": "pleura-profile/1"}'), "other"],
  ["page", bytes("<html></html>"), "other"],
  ["empty", new Uint8Array(), "other"],
  // Wants to be a film: the decoder says what is wrong with it.
  ["page.dcm", bytes("<html></html>"), "film"],
])("%s by its bytes: %#", (path, head, kind) => {
  expect(fileKind(path, head)).toBe(kind);
});
