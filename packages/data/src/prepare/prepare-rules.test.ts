// The grey levels that PREPARE_RULES stands for: kept images are good as long as these stay.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { crc32 } from "../formats/crc32.ts";
import { decodeImage } from "../formats/decode-image.ts";
import { PREPARE_RULES, prepareLevels } from "./prepare.ts";

/** CRC-32 over the levels of a fixture, enlarged and shrunk, padded and squashed. */
async function levelsOf(fixture: string): Promise<number> {
  const url = new URL(`../formats/fixtures/${fixture}.dcm`, import.meta.url);
  const image = await decodeImage(readFileSync(url));
  const parts = [16, 64].flatMap((size) =>
    (["pad", "squash"] as const).map((fit) => prepareLevels(image, { size, fit }).levels),
  );
  return crc32(Buffer.concat(parts));
}

// A change here means other numbers for the same films: raise PREPARE_RULES, then change the numbers.
test.each([
  ["grey8.explicit", 1_376_233_642],
  ["grey8.jpeg-baseline", 1_228_401_651],
  ["grey8.j2k-lossy", 3_527_241_865],
  ["grey12.explicit", 3_540_219_868],
  ["signed16.explicit", 2_183_213_033],
  ["rgb.explicit", 453_097_331],
])("rules 1 give %s these levels", async (fixture, crc) => {
  expect(PREPARE_RULES).toBe(1);
  expect(await levelsOf(fixture)).toBe(crc);
});
