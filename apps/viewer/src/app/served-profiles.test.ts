// Which served files are profiles, and when they are all there is.
import { expect, test } from "vitest";
import { holdsOnlyProfiles, servedProfiles } from "./served-profiles.ts";

test("finds profiles, those near the top first, and nothing else", () => {
  const paths = [
    "b/profile.json",
    "a/c/profile.json",
    "profile.csv",
    "trace.json",
    "a-profile.json",
  ];

  expect(servedProfiles(paths)).toEqual(["a-profile.json", "b/profile.json", "a/c/profile.json"]);
});

test.each([
  ["the folder of a profile", ["profile.csv", "profile.html", "profile.json", "trace.json"], true],
  ["a run with a profile in it", ["run.json", "profile/profile.json"], false],
  ["a model beside a profile", ["best.safetensors", "profile.json"], false],
  ["neither", ["trace.json"], false],
])("%s: only profiles is %s", (_, paths, expected) => {
  expect(holdsOnlyProfiles(paths)).toBe(expected);
});
