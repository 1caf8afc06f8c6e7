// Texts that would do something if a page took them for more than text, and how to see whether one did.
import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { Misdeeds } from "./open-page.ts";

/** What a payload runs if it runs at all: a flag that anyone can see. */
const RUN = "window.hostile=1";

/**
 * Payloads by what they abuse. Every element in them carries the attribute `data-hostile`, so that
 * one that became an element is found.
 */
export const PAYLOADS: Readonly<Record<string, string>> = {
  script: `<script data-hostile>${RUN}</script>`,
  "script in capitals": `<ScRiPt data-hostile>${RUN}</sCrIpT>`,
  "closing a title first": `</title></textarea><script data-hostile>${RUN}</script>`,
  "picture that fails": `<img data-hostile src=x onerror=${RUN}>`,
  "picture out of an attribute": `"><img data-hostile src=x onerror=${RUN}>`,
  "picture out of a quoted attribute": `'><img data-hostile src=x onerror='${RUN}'>`,
  "svg that loads": `<svg data-hostile onload=${RUN}>`,
  "svg with an animation": `<svg data-hostile><animate onbegin=${RUN} attributeName=x dur=1s>`,
  "script in svg": `<svg data-hostile><script>${RUN}</script></svg>`,
  "frame with a document": `<iframe data-hostile srcdoc="<script>parent.hostile=1</script>">`,
  "frame with a script address": `<iframe data-hostile src="javascript:parent.hostile=1">`,
  "link with a script address": `<a data-hostile href="javascript:${RUN}">x</a>`,
  "script address": `javascript:${RUN}`,
  "script address with a tab": `java\tscript:${RUN}`,
  "data address": `data:text/html,<script data-hostile>${RUN}</script>`,
  "details that open": `<details data-hostile open ontoggle=${RUN}>`,
  "field that takes the focus": `<input data-hostile autofocus onfocus=${RUN}>`,
  "video without a source": `<video data-hostile><source onerror=${RUN}></video>`,
  "object of another kind": `<object data-hostile data="data:text/html,<script>parent.hostile=1</script>">`,
  "form over the page": `<form data-hostile action=https://foreign.invalid><button autofocus>OK</button></form>`,
  "base of all addresses": `<base data-hostile href=https://foreign.invalid/>`,
  "page that moves on": `<meta data-hostile http-equiv=refresh content="0;url=https://foreign.invalid">`,
  "style of another host": `<link data-hostile rel=stylesheet href=https://foreign.invalid/x.css>`,
  "style that reads": `<style data-hostile>@import "https://foreign.invalid/x.css"; *{display:none}</style>`,
  "style in an attribute": `<b data-hostile style="position:fixed;inset:0">x</b>`,
  "markup that mutates": `<math data-hostile><mtext><table><mglyph><style><img src=x onerror=${RUN}>`,
  "comment that never ends": `<!--<img data-hostile src=x onerror=${RUN}>-->`,
  "section that never ends": `<![CDATA[<img data-hostile src=x onerror=${RUN}>]]>`,
  entities: `&lt;img data-hostile src=x onerror=${RUN}&gt;`,
  "percent signs": `%3Cimg%20data-hostile%20src=x%20onerror=${RUN}%3E`,
  "template of a framework": `{{constructor.constructor('${RUN}')()}}`,
  "template of a language": `\${${RUN}}`,
  "end of a string": `';${RUN};//`,
  "end of a string in json": `","__proto__":{"hostile":1},"x":"`,
  "name of a prototype": "__proto__",
  "name of a constructor": "constructor",
  "formula of a spreadsheet": `=HYPERLINK("https://foreign.invalid","x")`,
  "command of a spreadsheet": "@SUM(1+1)*cmd|' /C calc'!A0",
  "folders upwards": "../../../../etc/passwd",
  "letters written backwards": "film\u202Egnp.exe",
  "letters that take no room": "film\u200B\u200D\uFEFF.png",
  "lines and controls": "film\r\n\u0000\u001b[31m\u2028red.png",
  "no space to break at": "long".repeat(2500),
  "marks upon marks": `Z${"\u0301\u0335\u0489".repeat(60)}algo`,
};

/** A payload with a number, so that two of them in one list are told apart. */
export function numbered(payload: string, number: number): string {
  return `${payload} #${number}`;
}

/** Nothing of any payload was taken for more than text. */
export async function expectNothingRan(page: Page, misdeeds: Misdeeds): Promise<void> {
  const found = await page.evaluate(() => ({
    flag: "hostile" in window || "hostile" in {},
    elements: [...document.querySelectorAll("[data-hostile]")].map(({ outerHTML }) => outerHTML),
    // The page's own styles and scripts are the only ones.
    foreign: [...document.querySelectorAll("script, link, base, iframe, object, embed, form")]
      .map((element) => element.getAttribute("src") ?? element.getAttribute("href") ?? "")
      .filter((address) => /^\w+:/.test(address)),
    // A payload must not push the page's controls away.
    isWide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
  }));
  expect(found).toEqual({ flag: false, elements: [], foreign: [], isWide: false });
  expect(misdeeds.dialogs).toEqual([]);
  expect(misdeeds.reports).toEqual([]);
  expect(misdeeds.errors).toEqual([]);
  expect(misdeeds.foreign).toEqual([]);
}

/** What of a text is compared: its letters, since hidden characters and piled-up marks are left out. */
export function visibleText(text: string): string {
  return text
    .replace(/\p{M}/gu, "")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
}

/** Every text stands on the page as text, whole or cut at its end, at once or soon. */
export async function expectShown(page: Page, texts: readonly string[]): Promise<void> {
  const missing = async () => {
    const content = await page.evaluate(() => {
      const named = [...document.querySelectorAll("[title], [aria-label]")];
      const names = named.map((one) => `${one.getAttribute("title")} ${one.ariaLabel}`);
      return `${document.body.textContent} ${names.join(" ")}`;
    });
    const seen = visibleText(content);
    return texts.map(visibleText).filter((text) => !seen.includes(text.slice(0, 40)));
  };
  await expect.poll(missing).toEqual([]);
}
