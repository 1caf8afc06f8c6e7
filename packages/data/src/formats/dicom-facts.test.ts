// What a DICOM file says about its film and its patient.

import { describe, expect, test } from "vitest";
import { type BuilderValue, buildDicom, radiograph } from "./dicom-builder.test-support.ts";
import { type DicomFact, dicomFacts } from "./dicom-facts.ts";

function facts(changes: Readonly<Record<string, BuilderValue>>): Promise<readonly DicomFact[]> {
  return dicomFacts(buildDicom(radiograph([0, 1, 2, 3], changes)));
}

async function factValue(name: string, changes: Readonly<Record<string, BuilderValue>>) {
  return (await facts(changes)).find((fact) => fact.name === name)?.value;
}

describe("dicomFacts", () => {
  test("tells the film's facts, and marks what tells who the patient is", async () => {
    const found = await facts({
      "00080020 DA": "20260131",
      "00080030 TM": "101112.5",
      "00080080 LO": "Clinic",
      "00100010 PN": "Doe^Jane^Q^Dr",
      "00100020 LO": "id-7",
      "00101010 AS": "045Y",
      "00185101 CS": "PA",
      "00281050 DS": "2048\\1024",
    });

    const shown = found.filter((fact) => !fact.isPersonal);
    const hidden = found.filter((fact) => fact.isPersonal);
    expect(shown.map(({ tag, name, value }) => [tag, name, value])).toEqual([
      ["0008,0060", "Modality", "DX"],
      ["0018,5101", "View position", "PA"],
      ["0028,0011", "Columns", "2"],
      ["0028,0010", "Rows", "2"],
      ["0028,0101", "Bits stored", "16"],
      ["0028,0100", "Bits allocated", "16"],
      ["0028,0004", "Photometric interpretation", "MONOCHROME2"],
      ["0002,0010", "Transfer syntax", "Explicit VR Little Endian (1.2.840.10008.1.2.1)"],
      ["0028,1050", "Window centre", "2048, 1024"],
    ]);
    expect(hidden.map(({ name, value }) => [name, value])).toEqual([
      ["Patient's name", "Doe, Dr Jane Q"],
      ["Patient ID", "id-7"],
      ["Age", "45 years"],
      ["Study date", "2026-01-31"],
      ["Study time", "10:11:12"],
      ["Institution", "Clinic"],
    ]);
  });

  // Bytes as PS3.5, annexes H to K, print them.
  test.each([
    ["UTF-8", "ISO_IR 192", [0xe5, 0xb1, 0xb1, 0xe7, 0x94, 0xb0], "山田"],
    ["Latin-1", "ISO_IR 100", [0xc4, 0x6e, 0x67], "Äng"],
    ["Cyrillic", "ISO_IR 144", [0xbb, 0xee, 0xda], "Люк"],
    ["Greek", "ISO_IR 126", [0xc4, 0xe9, 0xef], "Διο"],
    [
      "Japanese",
      "\\ISO 2022 IR 87",
      [0x1b, 0x24, 0x42, 0x3b, 0x33, 0x45, 0x44, 0x1b, 0x28, 0x42],
      "山田",
    ],
    ["Korean", "\\ISO 2022 IR 149", [0x1b, 0x24, 0x29, 0x43, 0xb1, 0xe8], "김"],
    ["Chinese", "GB18030", [0xcd, 0xf5], "王"],
    ["undeclared UTF-8", "", [0xc3, 0x84], "Ä"],
    ["undeclared Latin-1", "", [0xc4], "Ä"],
    ["a set nobody knows", "ISO_IR 9999", [0x41, 0x42], "AB"],
  ])("reads a name in %s", async (_, set, bytes, name) => {
    const changes = { "00080005 CS": set, "00100010 PN": Uint8Array.from(bytes) };

    expect(await factValue("Patient's name", changes)).toBe(name);
  });

  test.each([
    ["lines and directions", "A\u202eB\nC", "A B C"],
    ["markup stays text", "<script>alert(1)</script>", "<script>alert(1)</script>"],
    ["long values", "x".repeat(5000), `${"x".repeat(199)}…`],
    ["several groups", "Yamada^Tarou=山田^太郎", "Yamada, Tarou · 山田, 太郎"],
    ["empty parts", "^^^^", undefined],
  ])("makes a hostile name harmless: %s", async (_, name, shown) => {
    const changes = { "00080005 CS": "ISO_IR 192", "00100010 PN": name };

    expect(await factValue("Patient's name", changes)).toBe(shown);
  });

  test.each([
    ["Birth date", "00100030 DA", "1931.07.05", "1931-07-05"],
    ["Birth date", "00100030 DA", "unknown", "unknown"],
    ["Study time", "00080030 TM", "0907", "09:07:00"],
    ["Age", "00101010 AS", "003M", "3 months"],
  ])("%s %s", async (name, key, given, shown) => {
    expect(await factValue(name, { [key]: given })).toBe(shown);
  });

  test("refuses a file that is cut", async () => {
    const whole = buildDicom(radiograph([0, 1, 2, 3]));

    await expect(dicomFacts(whole.subarray(0, whole.length - 3))).rejects.toThrow(
      /a DICOM file must have all the bytes its elements declare/,
    );
  });
});
