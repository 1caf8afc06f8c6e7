// The picture page of a check: near duplicates side by side, suspects, and the tables of sources.
import { join } from "node:path";
import { CLASSES, filmPlane, wholeBox } from "@pleura/data";
import { escapeHtml } from "@pleura/pictures";
import type { DatasetFolder } from "../node/dataset-folder.ts";
import { decodeFile } from "../node/decode-file.ts";
import { oneLine } from "../output.ts";
import { pngDataUri } from "../report/encode-png.ts";
import { page, paragraph, section, table } from "../report/page.ts";
import type { DatasetReport } from "./check-dataset.ts";

/** Pairs and suspects that the page shows; check.json lists all. */
const MOST_PAIRS = 60;
const MOST_SUSPECTS = 40;
/** Longest side of a picture, pixels. */
const SIDE = 220;

const STYLE = `figure.pair img, figure.one img { width: auto; height: auto; max-width: ${SIDE}px; margin-right: .3rem; }
figure.pair { width: ${2 * SIDE + 20}px; } figure.one { width: ${SIDE + 10}px; }
figure.pair figcaption, figure.one figcaption { width: auto; }
`;

/** The page as HTML that loads nothing. */
export async function checkPage({ path }: DatasetFolder, report: DatasetReport): Promise<string> {
  const { nearDuplicates, suspects, classBySource, fingerprint } = report;
  const pairs: string[] = [];
  for (const { files, kind } of nearDuplicates.slice(0, MOST_PAIRS)) {
    const pictures = await Promise.all(files.map((file) => picture(path, file)));
    pairs.push(figure("pair", pictures, `${files.join(" ≈ ")}: ${kind}`));
  }
  const odd: string[] = [];
  for (const { file, reasons } of suspects.slice(0, MOST_SUSPECTS)) {
    odd.push(figure("one", [await picture(path, file)], `${file}: ${reasons.join("; ")}`));
  }
  const share = (value: number): string => value.toFixed(3);
  return page(
    "Data check",
    [
      section(
        "Findings",
        table(
          ["finding", "number"],
          Object.entries(report.findings).map(([name, count]) => [name, `${count}`]),
        ),
      ),
      section("Near duplicates", shown(pairs, nearDuplicates.length)),
      section("Perhaps no frontal chest film", shown(odd, suspects.length)),
      section(
        "Class by source",
        table(
          ["source", ...CLASSES, "unlabelled"],
          classBySource.sources.map(({ source, counts, unlabelled }) => [
            oneLine(source) || "-",
            ...CLASSES.map((name) => `${counts[name]}`),
            `${unlabelled}`,
          ]),
        ),
        paragraph(
          `Cramér's V ${Number.isNaN(classBySource.cramersV) ? "is not defined" : classBySource.cramersV.toFixed(2)}: 0 when the source tells nothing of the class, 1 when it tells all.`,
        ),
      ),
      section(
        "Fingerprint of the sources (median over images)",
        table(
          ["source", "images", "width", "height", "aspect", "formats", "mean", "black", "white"],
          fingerprint.map((one) => [
            oneLine(one.source) || "-",
            `${one.images}`,
            `${one.width[1]}`,
            `${one.height[1]}`,
            one.aspect[1].toFixed(2),
            Object.entries(one.formats)
              .map(([name, count]) => `${name}: ${count}`)
              .join(", "),
            share(one.mean[1]),
            share(one.black[1]),
            share(one.white[1]),
          ]),
        ),
      ),
    ],
    { notice: "What a program found odd about these files; it can be wrong.", style: STYLE },
  );
}

function shown(figures: readonly string[], total: number): string {
  if (total === 0) return paragraph("None.");
  const more =
    total > figures.length ? paragraph(`${total - figures.length} more are in check.json.`) : "";
  return `<div class="gallery">${figures.join("\n")}</div>${more}`;
}

function figure(kind: string, pictures: readonly string[], caption: string): string {
  const images = pictures.map((uri) => `<img alt="" src="${uri}">`).join("");
  return `<figure class="${kind}">${images}<figcaption>${escapeHtml(oneLine(caption))}</figcaption></figure>`;
}

async function picture(folder: string, file: string): Promise<string> {
  const image = await decodeFile(join(folder, file), file);
  const side = Math.min(SIDE, Math.max(image.width, image.height));
  const { width, height, data } = filmPlane(image, wholeBox(image), side);
  const grey = Uint8Array.from(data, (value) => Math.round((255 * value) / image.maxValue));
  return pngDataUri({ width, height, channels: 1, data: grey });
}
