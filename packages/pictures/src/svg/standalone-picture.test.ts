// Pictures as files of their own.
import { expect, test } from "vitest";
import { element } from "./element.ts";
import { standalonePicture } from "./standalone-picture.ts";

test("adds namespace, font and ground, and keeps the picture", () => {
  const picture = element("svg", { viewBox: "0 0 4 4", role: "img" }, element("circle", { r: 1 }));

  expect(standalonePicture(picture)).toBe(
    '<svg xmlns="http://www.w3.org/2000/svg" font-family="system-ui, sans-serif" font-size="11" viewBox="0 0 4 4" role="img">' +
      '<rect width="100%" height="100%" fill="#fff"/><circle r="1"/></svg>\n',
  );
  expect(() => standalonePicture(element("g"))).toThrow(
    "internal: a picture of its own must be an <svg> element",
  );
});
