// Makes an inline chart a picture of its own, for documents that show files.

/** The chart as an SVG file: with its namespace, a white ground and a font. */
export function standaloneSvg(chart: string): string {
  const opening = /^<svg [^>]*>/.exec(chart)?.[0];
  if (opening === undefined) throw new TypeError("internal: a chart must be one <svg> element");
  const named = opening.replace(
    "<svg ",
    '<svg xmlns="http://www.w3.org/2000/svg" font-family="system-ui, sans-serif" font-size="11" ',
  );
  const ground = '<rect width="100%" height="100%" fill="#fff"/>';
  return `${named}${ground}${chart.slice(opening.length)}\n`;
}
