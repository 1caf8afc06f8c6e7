// Colours of a profile's pictures: the same name has the same colour everywhere on the page.

interface Hsl {
  readonly hue: number;
  /** Shares, 0 to 1. */
  readonly saturation: number;
  readonly lightness: number;
}

/** A colour of a name, of even lightness on light and dark paper. */
export function colourOf(name: string): string {
  const { hue, saturation, lightness } = hslOf(name);
  return `hsl(${hue} ${Math.round(100 * saturation)}% ${Math.round(100 * lightness)}%)`;
}

/** Black or white, whichever is read better on the colour of a name: at least 4.5 to 1. */
export function inkOn(name: string): string {
  // WCAG 2.1, "contrast ratio": white reads better below a luminance of √(1.05 · 0.05) − 0.05.
  return luminanceOf(hslOf(name)) > Math.sqrt(1.05 * 0.05) - 0.05 ? "#000" : "#fff";
}

/** Colours of names so far: pictures are drawn again and again with the same. */
const known = new Map<string, Hsl>();
const mostKnown = 10_000;

function hslOf(name: string): Hsl {
  const found = known.get(name);
  if (found !== undefined) return found;
  if (known.size >= mostKnown) known.clear();
  const colour = hashed(name);
  known.set(name, colour);
  return colour;
}

function hashed(name: string): Hsl {
  let hash = 2166136261;
  for (const letter of name) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16777619) >>> 0;
  return {
    hue: hash % 360,
    saturation: (45 + ((hash >>> 9) % 25)) / 100,
    lightness: (48 + ((hash >>> 17) % 14)) / 100,
  };
}

/** Relative luminance (WCAG 2.1) of a colour (CSS Color 4, "Converting HSL Colors to sRGB"). */
export function luminanceOf({ hue, saturation, lightness }: Hsl): number {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (n: number) => {
    const k = (n + hue / 30) % 12;
    const value = lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(0) + 0.7152 * channel(8) + 0.0722 * channel(4);
}

/** The layer that a launch belongs to: its label without the pass and the last part. */
export function layerOf(label: string): string {
  const bare = label.replace(/^(gradient of |scratch of |copy for )+/, "");
  const parts = bare.split(".");
  return parts.length > 1 ? parts.slice(0, -1).join(".") : bare;
}
