// The table holds the study's rows first and the paper's after them, each marked as what it is.
import { expect, test } from "vitest";
import { metricsCsv, metricsLatex } from "../report/metrics-table.ts";
import type { SeedMean } from "./study-metrics.ts";
import type { StudyRow } from "./study-row.ts";
import { studyTable } from "./study-table.ts";

const number: SeedMean = { mean: 0.5, sd: 0.25, low: 0.375, high: 0.625, perSeed: [0.25, 0.75] };

/** Every number of a row is the same here. */
const metrics = new Proxy({}, { get: () => number }) as StudyRow["metrics"];
const row = {
  split: "clean",
  arm: "ssl-cbam",
  loss: "ssim",
  labelFraction: 0.1,
  view: null,
  n: 210,
  metrics,
} as unknown as StudyRow;

test("LaTeX marks the published numbers and gives no AUROC that was not published", () => {
  const latex = metricsLatex(studyTable([row], "clean"));

  expect(latex).toContain("\\emph{this study, split clean, 210 test films}");
  expect(latex).toContain("ssl-cbam, 1 $-$ SSIM, 10 \\% & 0.500 $\\pm$ 0.250 (0.375--0.625) &");
  expect(latex).toContain("\\emph{published, 363 test films}");
  expect(latex).toContain(
    "SSL U-Net + CBAM (proposed): several checkpoints were looked at on the test set & 0.986 (0.968--0.994) & 0.986 & 0.986 & 0.993 & 0.986 & -- & -- \\\\",
  );
  expect(latex.indexOf("this study")).toBeLessThan(latex.indexOf("published, 363"));
});

test("CSV has a line for every row, with sd and interval", () => {
  const [header, first, ...published] = metricsCsv(studyTable([row], "clean"))
    .trim()
    .split("\n");

  expect(header).toContain("accuracy,accuracy_sd,accuracy_low,accuracy_high");
  expect(first).toContain("0.5,0.25,0.375,0.625");
  expect(published).toHaveLength(9);
});
