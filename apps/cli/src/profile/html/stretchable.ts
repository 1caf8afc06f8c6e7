// A card around a picture that can be made wider than the page.
import { escapeHtml, markupOf, type PictureElement } from "@pleura/pictures";

/** The card; the page's script widens the picture, so it gets an id. */
export function stretchable(id: string, what: string, picture: PictureElement): string {
  const { width: _, height, ...attributes } = picture.attributes;
  const svg = markupOf({
    ...picture,
    attributes: { id, ...attributes, style: `height:${height}px` },
  });
  return `<div class="card wide"><div class="controls"><span>${escapeHtml(what)}</span><label>stretch <input type="range" min="1" max="30" step="0.5" value="1" data-stretch="${id}"></label></div><div class="scroll" tabindex="0">${svg}</div></div>`;
}
