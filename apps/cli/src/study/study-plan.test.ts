// Which cells a study has, in which order, and what each starts from.
import { expect, test } from "vitest";
import { percent, planStudy, type StudyDesign } from "./study-plan.ts";

const design: StudyDesign = {
  arms: ["scratch", "ssl", "ssl-gate", "ssl-cbam"],
  losses: ["mse", "ssim"],
  seeds: [1, 2, 3],
  labelFractions: [0.01, 0.1, 1],
  pretextPerSeed: true,
  headline: { arm: "ssl-cbam", loss: "ssim" },
  mainSplit: "clean",
  otherSplits: [],
  views: [],
};

const ids = (given: Partial<StudyDesign>) => planStudy({ ...design, ...given }).map(({ id }) => id);

test("crosses arms, losses, seeds and shares of the labels; scratch has no loss", () => {
  const cells = planStudy(design);

  const finetunes = cells.filter(({ kind }) => kind === "finetune");
  expect(finetunes.length).toBe(3 * 3 * (1 + 3 * 2));
  expect(cells.length - finetunes.length).toBe(3 * 3 * 2);
  expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
});

test("one pretext for all seeds is the first seed's", () => {
  const found = ids({ pretextPerSeed: false, arms: ["ssl"], losses: ["ssim"] });

  expect(found.filter((id) => id.startsWith("pretext/"))).toEqual(["pretext/clean_ssl_ssim_seed1"]);
});

test("every classifier comes after the pretext that it starts from", () => {
  const cells = planStudy({ ...design, otherSplits: ["published"], views: ["ring"] });

  for (const [place, cell] of cells.entries()) {
    if (cell.kind === "pretext" || cell.pretext === undefined) continue;
    const start = cells.findIndex(({ id }) => id === cell.pretext?.id);
    expect(start).toBeGreaterThanOrEqual(0);
    expect(start).toBeLessThan(place);
    expect(cells[start]).toMatchObject({ arm: cell.arm, loss: cell.loss, split: cell.split });
  }
});

test("the first seed is whole before the second begins", () => {
  const cells = planStudy(design);

  const seeds = cells.map(({ seed }) => seed);
  expect(seeds).toEqual([...seeds].sort());
});

test("altered films get the headline's network from scratch, beside whole films", () => {
  const few = { seeds: [1, 2], arms: ["ssl-cbam"], losses: ["ssim"], labelFractions: [1] } as const;

  expect(ids({ ...few, views: ["ring"] })).toEqual([
    "pretext/clean_ssl-cbam_ssim_seed1",
    "finetune/clean_ssl-cbam_ssim_100pct_seed1",
    "finetune/clean_ssl-cbam_100pct_seed1_whole",
    "finetune/clean_ssl-cbam_100pct_seed1_ring",
    "pretext/clean_ssl-cbam_ssim_seed2",
    "finetune/clean_ssl-cbam_ssim_100pct_seed2",
  ]);
  expect(ids({ ...few, views: [] }).some((id) => id.includes("whole"))).toBe(false);
});

test("another split has a pretext of its own", () => {
  const found = ids({
    seeds: [4],
    arms: ["scratch"],
    losses: ["ssim"],
    labelFractions: [1],
    otherSplits: ["published"],
  });

  expect(found).toEqual([
    "finetune/clean_scratch_100pct_seed4",
    "pretext/published_ssl-cbam_ssim_seed4",
    "finetune/published_ssl-cbam_ssim_100pct_seed4",
  ]);
});

test.each([
  [0.01, "1pct"],
  [0.1, "10pct"],
  [1, "100pct"],
  [0.005, "0.5pct"],
  [0.07, "7pct"],
])("names the share %d as %s", (share, name) => {
  expect(percent(share)).toBe(name);
});
