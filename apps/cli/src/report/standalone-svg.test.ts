// Charts as files of their own.
import { expect, test } from "vitest";
import { standaloneSvg } from "./standalone-svg.ts";

test("adds namespace, font and ground, and keeps the chart", () => {
  expect(standaloneSvg('<svg viewBox="0 0 4 4" role="img"><circle r="1"/></svg>')).toBe(
    '<svg xmlns="http://www.w3.org/2000/svg" font-family="system-ui, sans-serif" font-size="11" viewBox="0 0 4 4" role="img">' +
      '<rect width="100%" height="100%" fill="#fff"/><circle r="1"/></svg>\n',
  );
  expect(() => standaloneSvg("")).toThrow("internal: a chart must be one <svg> element");
});
