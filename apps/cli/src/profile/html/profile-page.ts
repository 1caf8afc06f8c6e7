// The page of a profile.
import { page, section, table } from "../../report/page.ts";
import { summaryLines } from "../print-profile.ts";
import type { ProfileReport } from "../profile-report.ts";

/** The self-contained page. */
export function profilePage(report: ProfileReport): string {
  return page(`Profile: ${report.title}`, [
    section(
      "Facts",
      table(
        ["fact"],
        summaryLines(report).map((line) => [line]),
      ),
    ),
  ]);
}
