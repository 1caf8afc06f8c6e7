// Names keep their end, failures are words.
import { expect, test } from "vitest";
import { failureWords, nameParts } from "./film-words.ts";

test.each([
  ["a/b/film-2.png", "film-2.png", ""],
  [
    "patients/a-very-long-name-of-a-film-0012.png",
    "a-very-long-name-of-a-f",
    "m-0012.png".slice(-10),
  ],
  ["folder\\x.dcm", "x.dcm", ""],
  ["folder/", "folder/", ""],
])("%s", (path, head, tail) => {
  const parts = nameParts(path);

  expect(parts.tail).toBe(tail);
  if (tail === "") expect(parts.head).toBe(head);
  else expect(path.endsWith(parts.head + parts.tail)).toBe(true);
});

test.each([
  ["wrong-modality", "wrong modality"],
  ["not-an-image", "not an image"],
  ["some-new-kind", "some new kind"],
  ["constructor", "constructor"],
])("%s: %s", (reason, words) => {
  expect(failureWords(reason)).toBe(words);
});
