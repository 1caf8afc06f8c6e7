// Writes a card as Markdown and as a page; both show every fact as text, whatever characters it holds.

import { escapeHtml } from "@pleura/pictures";
import { oneLine } from "../output.ts";
import { page, paragraph, section, table } from "../report/page.ts";
import type { CardBlock, CardDocument } from "./card-document.ts";
import type { Card } from "./card-facts.ts";

/** What every card says first. */
const NOTICE = "Research use. Not for diagnosis.";

/**
 * Both forms of a card.
 *
 * @param forText what may be sent and committed; its pictures become files beside the text
 * @param forPage what the page shows, which may be more
 */
export function writeCard(forText: CardDocument, forPage: CardDocument = forText): Card {
  return {
    markdown: markdownOf(forText),
    html: htmlOf(forPage),
    pictures: forText.sections
      .flatMap(({ blocks }) => blocks)
      .flatMap((block) => (block.kind === "pictures" ? block.pictures : []))
      .map(({ file, png }) => ({ file, png })),
  };
}

/** Characters that mean something to Markdown or to the HTML inside it; a backslash takes it away. */
const MARKUP = /[\\`*_[\]<>|~$&#!]/g;
/** A line that would begin a list or underline a heading. */
const LINE_START = /^(\d+)([.)])(?= |$)|^([-+=:])/;

/** Plain text as Markdown that shows these very characters, in one line. */
export function markdownText(words: string): string {
  return oneLine(words)
    .replace(MARKUP, "\\$&")
    .replace(LINE_START, (_, digits, stop, sign) =>
      digits === undefined ? `\\${sign}` : `${digits}\\${stop}`,
    );
}

function markdownOf({ title, sections }: CardDocument): string {
  const parts = sections.flatMap(({ heading, blocks }) => [
    `## ${markdownText(heading)}`,
    ...blocks.map(markdownBlock),
  ]);
  return `${[`# ${markdownText(title)}`, `**${NOTICE}**`, ...parts].join("\n\n")}\n`;
}

function markdownBlock(block: CardBlock): string {
  switch (block.kind) {
    case "heading":
      return `### ${markdownText(block.text)}`;
    case "text":
      return markdownText(block.text);
    case "list":
      return block.items.map((item) => `- ${markdownText(item)}`).join("\n");
    case "table": {
      const line = (cells: readonly string[]): string =>
        `| ${cells.map(markdownText).join(" | ")} |`;
      const rule = `|${block.header.map(() => "---").join("|")}|`;
      return [line(block.header), rule, ...block.rows.map(line)].join("\n");
    }
    case "pictures":
      return block.pictures
        .map(({ file, caption }) => `![${markdownText(caption)}](${encodeURI(file)})`)
        .join("\n\n");
  }
}

function htmlOf({ title, sections }: CardDocument): string {
  const parts = sections.map(({ heading, blocks }) => section(heading, ...blocks.map(htmlBlock)));
  return page(title, parts, { style: STYLE });
}

const STYLE = "h3 { font-size: 1rem; } td { text-align: left; white-space: normal; }";

function htmlBlock(block: CardBlock): string {
  switch (block.kind) {
    case "heading":
      return `<h3>${escapeHtml(block.text)}</h3>`;
    case "text":
      return paragraph(block.text);
    case "list":
      return `<ul>${block.items.map((item) => `<li>${escapeHtml(item)}</li>`).join("\n")}</ul>`;
    case "table":
      return table(block.header, block.rows);
    case "pictures":
      return `<div class="gallery">${block.pictures.map(htmlFigure).join("\n")}</div>`;
  }
}

function htmlFigure({ png, caption }: { png: Uint8Array; caption: string }): string {
  const uri = `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
  return `<figure><img src="${uri}" alt="" style="width: 100%; height: auto"><figcaption>${escapeHtml(caption)}</figcaption></figure>`;
}
