// Kept answers: the latest few, and none of another model.
import { expect, test } from "vitest";
import { KeptAnswers } from "./kept-answers.ts";

test("keeps the latest, and what was asked for counts as late", () => {
  const answers = new KeptAnswers<string>(2);
  answers.keep(1, "a");
  answers.keep(2, "b");

  expect(answers.of(1)).toBe("a");
  answers.keep(3, "c");

  expect([1, 2, 3].map((film) => answers.of(film))).toEqual(["a", undefined, "c"]);
});

test("an answer of one film takes the place of the one before", () => {
  const answers = new KeptAnswers<string>(2);
  answers.keep(1, "a");
  answers.keep(2, "b");
  answers.keep(1, "new");

  expect([answers.of(1), answers.of(2)]).toEqual(["new", "b"]);
});

test("forgets all", () => {
  const answers = new KeptAnswers<string>(2);
  answers.keep(1, "a");

  answers.forget();

  expect(answers.of(1)).toBeUndefined();
});
