// Tables of metrics compile as LaTeX and read back as CSV.
import { readCsv } from "@pleura/data";
import { expect, test } from "vitest";
import { escapeLatex } from "./escape-latex.ts";
import { type MetricsTable, metricsCsv, metricsLatex } from "./metrics-table.ts";

const table: MetricsTable = {
  caption: "Arms at 10 % of labels & more",
  label: "tab:arms",
  columns: [
    { key: "accuracy", heading: "Accuracy" },
    { key: "auroc_covid19", heading: "AUROC COVID-19", digits: 2 },
    { key: "n", heading: "Films" },
  ],
  rows: [
    {
      title: "ssl_cbam, 1 − SSIM",
      group: "ours",
      values: {
        accuracy: { value: 0.9123456, sd: 0.01, low: 0.88, high: 0.94 },
        auroc_covid19: { value: 0.5, low: 0.4, high: 0.6 },
        n: 363,
      },
    },
    {
      title: 'quoted "name", with comma',
      group: "ours",
      values: { accuracy: { value: 0.5, sd: Number.NaN }, auroc_covid19: { value: Number.NaN } },
    },
    {
      title: "Park et al.",
      group: "published",
      values: { accuracy: { value: -0.25 }, n: "363 %" },
    },
  ],
  notes: ["mean ± sd over seeds (95 % interval over patients)"],
};

test("writes booktabs with every character escaped", () => {
  expect(metricsLatex(table)).toBe(`% Needs \\usepackage{booktabs} in the preamble.
\\begin{table}
\\centering
\\caption{Arms at 10 \\% of labels \\& more}
\\label{tab:arms}
\\begin{tabular}{lrrr}
\\toprule
 & Accuracy & AUROC COVID-19 & Films \\\\
\\midrule
\\multicolumn{4}{l}{\\emph{ours}} \\\\
ssl\\_cbam, 1 $-$ SSIM & 0.912 $\\pm$ 0.010 (0.880--0.940) & 0.50 (0.40--0.60) & 363 \\\\
quoted "name", with comma & 0.500 & -- & -- \\\\
\\midrule
\\multicolumn{4}{l}{\\emph{published}} \\\\
Park et al. & $-$0.250 & -- & 363 \\% \\\\
\\bottomrule
\\end{tabular}

\\par\\footnotesize mean $\\pm$ sd over seeds (95 \\% interval over patients)
\\end{table}
`);
});

test("scales a table of many columns to the width of the text", () => {
  const columns = ["a", "b", "c", "d"].map((key) => ({ key, heading: key }));

  const wide = metricsLatex({ ...table, columns }).split("\n");

  expect(wide[0]).toBe("% Needs \\usepackage{booktabs,graphicx} in the preamble.");
  expect(wide).toContain("\\resizebox{\\textwidth}{!}{%");
  expect(wide).toContain("\\end{tabular}}");
});

test("writes every digit to CSV, and parts only where a row has them", () => {
  const { rows } = readCsv(new TextEncoder().encode(metricsCsv(table)), { name: "t" });

  expect(rows.map(({ cells }) => cells)).toEqual([
    {
      group: "ours",
      title: "ssl_cbam, 1 − SSIM",
      accuracy: "0.9123456",
      accuracy_sd: "0.01",
      accuracy_low: "0.88",
      accuracy_high: "0.94",
      auroc_covid19: "0.5",
      auroc_covid19_low: "0.4",
      auroc_covid19_high: "0.6",
      n: "363",
    },
    expect.objectContaining({ title: 'quoted "name", with comma', accuracy: "0.5", n: "" }),
    expect.objectContaining({ group: "published", accuracy: "-0.25", n: "363 %" }),
  ]);
});

test("escapes LaTeX's own characters and shows what pdfTeX cannot print", () => {
  expect(escapeLatex("\\input{x} $1 & #2 ~ ^ <a|b>")).toBe(
    "\\textbackslash{}input\\{x\\} \\$1 \\& \\#2 \\textasciitilde{} \\textasciicircum{} \\textless{}a\\textbar{}b\\textgreater{}",
  );
  expect(escapeLatex("Größe ≥ 3\nfilms 中")).toBe("Größe $\\geq$ 3 films U+4E2D");
});
