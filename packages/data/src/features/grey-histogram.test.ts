// Histograms of films.
import { expect, test } from "vitest";
import { greyHistogram } from "./grey-histogram.ts";

test("counts pixels by brightness, white in the last bin", () => {
  const film = Float32Array.of(0, 0.24, 0.25, 0.5, 0.99, 1, 1, 0);

  expect([...greyHistogram(film, 4)]).toEqual([3 / 8, 1 / 8, 1 / 8, 3 / 8]);
});

test("does not know where a pixel is", () => {
  const film = Float32Array.from({ length: 64 }, (_, pixel) => (pixel % 13) / 13);

  const [found, reversed] = [greyHistogram(film), greyHistogram(film.toReversed())];
  found.forEach((share, bin) => {
    expect(reversed[bin]).toBeCloseTo(share, 12);
  });
});
