// A study's table from either of its files.
import { expect, test } from "vitest";
import { studyFromCsv, studyFromJson } from "./study-facts.ts";

test("reads rows of study.json with their trainings", () => {
  const study = {
    cells: { done: 2, planned: 4 },
    notes: ["a note"],
    rows: [
      {
        title: "pretrained",
        loss: "ssim",
        split: "clean",
        labelFraction: 0.1,
        seeds: [1, 2],
        n: 210,
        patients: 152,
        metrics: { accuracy: { mean: 0.7, sd: 0.1, low: 0.6, high: 0.8 }, __proto__: { mean: 1 } },
        cells: ["finetune/a", "finetune/b", 7],
      },
      null,
    ],
  };

  const { rows, notes, progress } = studyFromJson(JSON.stringify(study), "study.json");

  expect(progress).toBe("2 of 4 trainings done");
  expect(notes).toEqual(["a note"]);
  expect(rows[0]).toMatchObject({
    title: "pretrained, 1 − SSIM",
    seeds: ["1", "2"],
    films: 210,
    cells: ["finetune/a", "finetune/b"],
  });
  expect(rows[0]?.metrics.get("accuracy")).toEqual({ mean: 0.7, sd: 0.1, low: 0.6, high: 0.8 });
  expect(rows[1]).toMatchObject({ title: "", seeds: [], films: Number.NaN });
});

test("joins the lines of study.csv", () => {
  const text = [
    "split,arm,pretext_loss,label_fraction,view,metric,mean,sd_over_seeds,ci95_low,ci95_high,seeds,per_seed,test_films,test_patients",
    "clean,ssl,mse,1,,accuracy,0.7,0.01,0.6,0.8,1 2,0.7 0.7,210,152",
    "clean,ssl,mse,1,,ece,0.1,,,,1 2,0.1 0.1,210,152",
    "clean,ssl,ssim,1,,accuracy,0.8,0.01,0.7,0.9,1 2,0.8 0.8,210,152",
  ].join("\n");

  const { rows } = studyFromCsv(new TextEncoder().encode(text), "study.csv");

  expect(rows.map(({ title }) => title)).toEqual(["ssl, MSE", "ssl, 1 − SSIM"]);
  expect(rows[0]?.metrics.get("ece")).toEqual({ mean: 0.1, sd: NaN, low: NaN, high: NaN });
  expect(rows[0]?.seeds).toEqual(["1", "2"]);
});
