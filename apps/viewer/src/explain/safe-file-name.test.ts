// Names of saved files hold nothing that a folder, a shell or a patient would mind.
import { expect, test } from "vitest";
import { safeFileName } from "./safe-file-name.ts";

test.each([
  ["heatmap pneumonia", "film-003-heatmap-pneumonia.png"],
  ["../../etc/passwd", "film-003-etc-passwd.png"],
  ["", "film-003.png"],
  ["CON\u0000:|?", "film-003-con.png"],
])("%j becomes %s", (what, name) => {
  expect(safeFileName({ film: 3, what, ending: "png" })).toBe(name);
});
