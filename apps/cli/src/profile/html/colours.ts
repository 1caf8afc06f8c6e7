// Colours of a profile's pictures: the same name has the same colour everywhere on the page.

/** A colour of a name, of even lightness on light and dark paper. */
export function colourOf(name: string): string {
  let hash = 2166136261;
  for (const letter of name) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16777619) >>> 0;
  return `hsl(${hash % 360} ${45 + ((hash >>> 9) % 25)}% ${48 + ((hash >>> 17) % 14)}%)`;
}

/** The layer that a launch belongs to: its label without the pass and the last part. */
export function layerOf(label: string): string {
  const bare = label.replace(/^(gradient of |scratch of |copy for )+/, "");
  const parts = bare.split(".");
  return parts.length > 1 ? parts.slice(0, -1).join(".") : bare;
}
