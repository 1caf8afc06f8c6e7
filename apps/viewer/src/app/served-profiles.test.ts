// Which served files are profiles, and which room served files open in.
import { expect, test } from "vitest";
import { roomOfServed, servedProfiles } from "./served-profiles.ts";

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
  ["the folder of a profile", ["profile.csv", "profile.html", "profile.json"], "kernels"],
  ["a run with a profile but no model", ["run.json", "profile/profile.json"], "run"],
  ["a model beside a profile", ["best.safetensors", "profile.json"], undefined],
  ["the tables of a study", ["study-run.json", "study.csv", "pictures/roc.svg"], "run"],
  ["bare curves", ["metrics.jsonl"], "run"],
  ["a demo", ["classifier/best.safetensors", "report.json"], undefined],
])("%s opens in the room %s", (_, paths, room) => {
  expect(roomOfServed(paths)).toBe(room);
});
