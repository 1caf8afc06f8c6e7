// Writes the files of a profile: JSON, CSV, Chrome trace and the self-contained page.
import { join } from "node:path";
import {
  chromeTrace,
  type ProfileMeasurement,
  type ProfileReport,
  profileCsv,
} from "@pleura/profiling";
import { toJson } from "../output.ts";
import { writeAtomic } from "../run-folder/write-atomic.ts";
import { profilePage } from "./html/profile-page.ts";

/** Writes `profile.json`, `profile.csv`, `trace.json` and `profile.html` into a folder that exists. */
export function writeProfile(
  folder: string,
  report: ProfileReport,
  { opened, record }: ProfileMeasurement,
): void {
  const facts = {
    title: report.title,
    adapter: report.adapter.description,
    pleura: report.versions["pleura"] ?? "",
    gitHash: report.gitHash ?? "",
  };
  const files = {
    "profile.json": `${toJson(report, 1)}\n`,
    "profile.csv": profileCsv(report.byKernel, report.byLayer),
    "trace.json": `${toJson(chromeTrace(opened.host, record, facts))}\n`,
    "profile.html": profilePage(report),
  };
  for (const [name, text] of Object.entries(files)) {
    writeAtomic(join(folder, name), text, "output");
  }
}
