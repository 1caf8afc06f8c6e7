// `pleura study`: the paper's comparison as one table, from one YAML file, cell by cell.
import { commandSettings } from "../config/command-settings.ts";
import { EXIT } from "../exit-code.ts";
import type { Invocation } from "../invocation.ts";
import { openDataset } from "../node/dataset-folder.ts";
import { openGpu } from "../node/open-gpu.ts";
import { lockRunFolder } from "../run-folder/lock.ts";
import { makeFolder } from "../run-folder/write-atomic.ts";
import { listenForStop } from "../signals/stop-request.ts";
import { checkCells } from "../study/check-cells.ts";
import { trainCells } from "../study/run-study.ts";
import { planStudy, type StudyDesign } from "../study/study-plan.ts";
import { readStudyRecord, recordStudy } from "../study/study-record.ts";
import { type StudySettings, studyDefaults, studySettings } from "../study/study-settings.ts";
import { freezeStudySplits, type StudySplits } from "../study/study-splits.ts";
import { resolveViews } from "../study/study-views.ts";
import { printStudy, summariseStudy } from "../study/summarise-study.ts";
import { variantChoice } from "../tuning/variant-choice.ts";
import { withCleanup } from "../with-cleanup.ts";

/** Runs the command. */
export async function run(invocation: Invocation): Promise<number> {
  const { output } = invocation;
  const settings = commandSettings(studySettings, invocation, studyDefaults);
  const { out } = settings;
  // The data first: a mistyped path leaves no folder behind.
  openDataset(settings.data, settings.manifest);
  checkCells(settings);
  return withCleanup(async (later) => {
    makeFolder(out);
    const lock = lockRunFolder(out);
    later(() => lock.release());
    const stop = listenForStop(() =>
      output.say("study: stopping after this step and saving; press again to quit at once"),
    );
    later(() => stop.dispose());
    const splits = freezeStudySplits(settings, output.say);
    const cells = planStudy(designOf(settings, splits));
    const source = readStudyRecord(out)?.variants ?? (settings.tune ? "cache" : "built-in");
    const variants = variantChoice(source, output.say);
    const device = await openGpu(settings.adapter, variants.chooseFor);
    later(() => device.destroy());
    recordStudy(settings, device, variants.choices);
    const surroundings = { device, variants, stop };
    const progress = await trainCells(settings, cells, surroundings, output);
    const result = await summariseStudy({ settings, splits, progress, surroundings, output });
    output.json(result);
    printStudy(output, result, out);
    return progress.exitCode ?? stop.exitCode ?? EXIT.ok;
  });
}

function designOf(settings: StudySettings, splits: StudySplits): StudyDesign {
  return {
    ...settings,
    mainSplit: splits.main.name,
    otherSplits: splits.others.map(({ name }) => name),
    views: resolveViews(settings, splits.main.name),
  };
}
