// The section of study.html with the paper's published numbers, marked as such.
import { intervalText } from "@pleura/pictures";
import { paragraph, section, table } from "../../report/page.ts";
import {
  PUBLISHED_RESULTS,
  PUBLISHED_SOURCE,
  publishedMetrics,
} from "../../report/published-results.ts";

/** What the paper's matrices give; other films and another split than the study's. */
export function publishedSection(): string {
  const rows = PUBLISHED_RESULTS.map((result) => {
    const found = publishedMetrics(result);
    const { precision, sensitivity, specificity, f1 } = found?.macro ?? {};
    return [
      result.name,
      found === undefined ? "–" : intervalText(found.accuracy),
      ...[precision, sensitivity, specificity, f1].map((value) => value?.toFixed(3) ?? "–"),
      result.note ?? "",
    ];
  });
  return section(
    "Published numbers",
    paragraph(
      `${PUBLISHED_SOURCE}: 363 test films, split by image, one run each. Other films than this study's, so not to be compared row by row. Ratios are computed anew from the matrices, with Wilson's interval of the accuracy; areas are not listed, because the baselines' were taken from hard labels.`,
    ),
    table(["model", "accuracy", "precision", "sensitivity", "specificity", "F1", "note"], rows),
  );
}
