// Profiles are read as they were written; other files and contradictions are refused in words.
import { expect, test } from "vitest";
import { reportOf } from "../recording.test-support.ts";
import { isProfileError, ProfileError } from "./profile-error.ts";
import { readProfile } from "./read-profile.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const written = () => JSON.parse(JSON.stringify(reportOf()));
const read = (json: unknown) => readProfile(bytesOf(JSON.stringify(json)), "a.json");

/** The error that reading throws. */
function errorOf(reading: () => unknown): { tag: string; message: string } {
  try {
    reading();
  } catch (error) {
    if (isProfileError(error)) return { tag: error.tag, message: error.message };
    throw error;
  }
  throw new Error("nothing was thrown");
}

test("gives what was written", () => {
  expect(read(written())).toEqual(reportOf());
});

test("takes a number that is not known, which JSON writes as null", () => {
  const json = written();
  json.cost.share = null;

  expect(read(json).cost.share).toBeNaN();
});

test("fills in what profiles of before did not hold", () => {
  const json = written();
  delete json.clock.batchMs;
  delete json.gitHash;
  for (const launch of json.programs[0].launches) {
    for (const field of ["text", "bindings", "params"]) delete launch[field];
  }
  delete json.programs[0].memory.temporaries[0].shape;
  for (const event of json.timeline.device) {
    delete event.program;
    delete event.launch;
  }

  const report = read(json);

  expect(report.gitHash).toBeUndefined();
  expect(report.programs[0]?.launches.map(({ text }) => text)).toEqual([0, 1, 0]);
  expect(report.programs[0]?.launches[0]?.bindings).toEqual([]);
  expect(report.programs[0]?.memory.temporaries[0]?.shape).toEqual([]);
  expect(report.timeline.device[0]).not.toHaveProperty("launch");
});

const give = "Give the profile.json that pleura profile --out wrote.";

test.each([
  ["nothing", "", `the file must be JSON, but it is empty. ${give}`],
  ["a page", " <!DOCTYPE html><title>x", `the file must be JSON, but it is an HTML page. ${give}`],
  ["a table", "by,name,calls\n", `the file must be JSON, but it is a profile's CSV. ${give}`],
  ["half", '{"format": "pleura', `the file must be JSON, but it is broken off or damaged. ${give}`],
  ["bytes", "\u0089PNG", `the file must be JSON, but it is something else. ${give}`],
  ["a number", "1", `the format must be "pleura-profile/1", but it says none. ${give}`],
  ["null", "null", `the format must be "pleura-profile/1", but it says none. ${give}`],
  [
    "a trace",
    '{"traceEvents": []}',
    `the format must be "pleura-profile/1", but this is a Chrome trace. ${give}`,
  ],
  [
    "a later format",
    '{"format": "pleura-profile/2"}',
    'the format must be "pleura-profile/1", but it says "pleura-profile/2". Open it with the pleura that wrote it, or profile again.',
  ],
])("refuses %s as foreign", (_, text, message) => {
  expect(errorOf(() => readProfile(bytesOf(text), "a.json"))).toEqual({
    tag: "foreign",
    message: `profile "a.json": ${message}`,
  });
});

test("refuses a file above the cap before it is decoded", () => {
  const huge = { length: 300 * 2 ** 20 } as Uint8Array;

  expect(errorOf(() => readProfile(huge, "a.json")).message).toBe(
    'profile "a.json": the file may have 256 MiB, but it has 300 MiB. Profile fewer steps.',
  );
});

type Damage = (json: ReturnType<typeof written>) => void;

test.each<[string, Damage, string]>([
  ["no title", (json) => delete json.title, '"title" must be a text, but it is missing'],
  [
    "a text for a number",
    (json) => (json.programs[0].launches[2].medianNs = "<b>"),
    '"programs[0].launches[2].medianNs" must be a number, but it is "<b>"',
  ],
  [
    "a long text for a number",
    (json) => (json.wall.stepMs = "x".repeat(99)),
    `"wall.stepMs" must be a number, but it is "${"x".repeat(38)}…`,
  ],
  [
    "a negative time",
    (json) => (json.wall.stepMs = -1),
    '"wall.stepMs" must be at least 0, but it is -1',
  ],
  [
    "a share of a launch",
    (json) => (json.programs[0].launches[0].launch = 0.5),
    '"programs[0].launches[0].launch" must be a whole number from 0, but it is 0.5',
  ],
  [
    "an object for a list",
    (json) => (json.byKernel = { length: 9 }),
    '"byKernel" must be a list, but it is an object',
  ],
  [
    "a list for an object",
    (json) => (json.clock = [1, 2]),
    '"clock" must be an object, but it is a list of 2',
  ],
  [
    "an unknown bound",
    (json) => (json.byKernel[0].bound = "luck"),
    '"byKernel[0].bound" must be "memory" or "arithmetic", but it is "luck"',
  ],
  [
    "a grid of two",
    (json) => json.programs[0].launches[0].grid.pop(),
    '"programs[0].launches[0].grid" must be a list of three numbers, but it is a list of 2',
  ],
  [
    "a text that is not there",
    (json) => (json.programs[0].launches[0].text = 7),
    '"programs[0].launches[0].text" must be below 2, the number of kernels, but it is 7',
  ],
  [
    "a tensor that ends before it begins",
    (json) => (json.programs[0].memory.temporaries[1].last = 0),
    '"programs[0].memory.temporaries[1].first" must be at most its last launch, 0, but it is 1',
  ],
  [
    "a tensor beyond its arena",
    (json) => (json.programs[0].memory.temporaries[1].offset = 2001),
    '"programs[0].memory.temporaries[1].offset" must be at most 2000, where it ends its arena, but it is 2001',
  ],
  [
    "memory of other launches",
    (json) => json.programs[0].memory.liveBytes.pop(),
    '"programs[0].memory.liveBytes" must be a list of 3, one for each launch, but it is a list of 2',
  ],
  [
    "an event that ends before it begins",
    (json) => (json.timeline.host[0].endUs = -1),
    '"timeline.host[0].endUs" must be at least its beginning, 0, but it is -1',
  ],
  [
    "an event of no launch",
    (json) => (json.timeline.device[0].launch = 3),
    '"timeline.device[0].launch" must be below 3, the number of launches, but it is 3',
  ],
])("refuses %s as damage", (_, damage, message) => {
  const json = written();
  damage(json);

  expect(errorOf(() => read(json))).toEqual({
    tag: "damaged",
    message: `profile "a.json": ${message}. Profile again.`,
  });
});

test("a number too large for any is no number", () => {
  const text = JSON.stringify(written()).replace('"stepMs":10', '"stepMs":1e999');

  expect(errorOf(() => readProfile(bytesOf(text), "a.json")).message).toContain(
    '"wall.stepMs" must be a number, but it is null',
  );
});

test("names are one short line, whatever a file says, and mean nothing", () => {
  const attack = `\u202e"><img src=x onerror=alert(1)>\n${"y".repeat(1000)}`;
  const json = written();
  json.title = attack;
  json.versions = JSON.parse('{"__proto__": "1", "constructor": "2"}');
  json.kernels[0].wgsl = "a\r\n\tb\u202ec";

  const report = read(json);

  expect(report.title).toHaveLength(400);
  expect(report.title).toMatch(/^"><img src=x onerror=alert\(1\)> yyy.*…$/);
  expect(Object.keys(report.versions)).toEqual(["__proto__", "constructor"]);
  expect(Object.getPrototypeOf(report.versions)).toBe(Object.prototype);
  expect(report.kernels[0]?.wgsl).toBe("a\n\tb\uFFFDc");
  expect(errorOf(() => readProfile(bytesOf("x"), `\u202e${"n".repeat(999)}`)).message).toHaveLength(
    'profile "": '.length + 200 + `the file must be JSON, but it is something else. ${give}`.length,
  );
});

test("tells its error from others", () => {
  const error = new ProfileError("foreign", "x");

  expect(isProfileError(error, "foreign")).toBe(true);
  expect(isProfileError(error, "damaged")).toBe(false);
  expect(isProfileError(new Error("x"))).toBe(false);
});
