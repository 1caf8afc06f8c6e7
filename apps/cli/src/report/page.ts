// The frame of every report page: one file that loads nothing, with the research notice on top.
import { createHash } from "node:crypto";
import { element, escapeHtml, markupOf, type PictureElement } from "@pleura/pictures";
import { VERSION } from "../version.ts";

/** What a page has besides its sections. */
export interface PageOptions {
  /** What the numbers are, after the research notice; about a model's images when absent. */
  readonly notice?: string;
  /** Rules after the page's own. */
  readonly style?: string;
  /** The one script that may run, trusted text of ours: the page's policy names its hash. */
  readonly script?: string;
}

const MODEL_NOTICE =
  "Numbers describe how this model did on these images and carry the uncertainty shown beside them.";

/** A page of ready HTML sections. */
export function page(
  title: string,
  sections: readonly string[],
  options: PageOptions = {},
): string {
  const { notice = MODEL_NOTICE, style = "", script } = options;
  const hash = createHash("sha256")
    .update(script ?? "")
    .digest("base64");
  const scriptSource = script === undefined ? "" : `; script-src 'sha256-${hash}'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'${scriptSource}">
<title>${escapeHtml(title)}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; max-width: 76rem; margin: 1.5rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; border-bottom: 1px solid #ddd; }
.notice { background: #fff4ce; border: 1px solid #e0b400; padding: .5rem .8rem; border-radius: .3rem; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; margin: .6rem 0; } th, td { padding: .25rem .7rem; text-align: right; white-space: nowrap; border-bottom: 1px solid #e4e4e4; }
th:first-child, td:first-child { text-align: left; } thead th { border-bottom: 2px solid #888; }
td.cell { text-align: center; min-width: 4rem; } .charts { display: flex; flex-wrap: wrap; gap: 1rem; }
svg { font: 11px system-ui, sans-serif; background: #fff; } .gallery { display: flex; flex-wrap: wrap; gap: 1rem; }
figure { width: 450px; margin: 0; padding: .5rem; border: 1px solid #ddd; border-radius: .3rem; } figure img { image-rendering: auto; width: 150px; height: 150px; background: #000; }
figcaption { font-size: .85rem; width: 450px; overflow-wrap: anywhere; } figure.wrong { border-color: #d55e00; }
.muted { color: #555; } code { background: #f2f2f2; padding: 0 .2rem; overflow-wrap: anywhere; }
${style}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p class="notice"><strong>Research use. Not for diagnosis.</strong> ${escapeHtml(notice)}</p>
${sections.join("\n")}
<p class="muted">Written by pleura ${escapeHtml(VERSION)}.</p>
${script === undefined ? "" : `<script>${script}</script>`}
</body>
</html>
`;
}

/** A section with a heading. */
export function section(heading: string, ...content: readonly string[]): string {
  return `<section><h2>${escapeHtml(heading)}</h2>\n${content.join("\n")}</section>`;
}

/** A table, which scrolls when it is wider than the page; cells are text, never markup. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = header.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join("");
  const body = rows
    .map((row) => `<tr>${row.map((text) => `<td>${escapeHtml(text)}</td>`).join("")}</tr>`)
    .join("\n");
  return scrolling(`<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`);
}

/** A box that scrolls, by keyboard too, when its markup is wider than the page. */
export function scrolling(markup: string): string {
  return `<div class="scroll" tabindex="0">${markup}</div>`;
}

/** Charts side by side; those without data are left out. */
export function charts(...pictures: readonly (PictureElement | undefined)[]): string {
  return markupOf(element("div", { class: "charts" }, ...pictures));
}

/** A paragraph of text. */
export function paragraph(text: string): string {
  return `<p>${escapeHtml(text)}</p>`;
}
