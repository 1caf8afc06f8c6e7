// Makes a text safe inside HTML and SVG.

/**
 * The text with the four signs that markup gives a meaning as references.
 *
 * @param {string} text
 */
export function escapeMarkup(text) {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0)};`);
}
