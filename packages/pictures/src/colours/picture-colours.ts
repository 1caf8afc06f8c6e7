// Colours of pictures by what they are for: a page may set them, and a picture alone has the light ones.

const LIGHT = {
  ground: "#ffffff",
  ink: "#1b1b1b",
  faint: "#555555",
  line: "#dddddd",
  mark: "#808080",
  bar: "#c4c4c4",
  // Okabe and Ito 2008, told apart without full colour vision; the last three are darker ones of ours.
  series1: "#0072b2",
  series2: "#d55e00",
  series3: "#009e73",
  series4: "#cc79a7",
  series5: "#a07000",
  series6: "#5b3fa0",
  series7: "#222222",
} as const;

/** What a colour of a picture is for. */
export type PictureColour = keyof typeof LIGHT;

/**
 * The colours on light and on dark paper.
 *
 * Text has a contrast of 4.5 with the ground and with cards a little off it, lines of data and dots 3 (WCAG 2.2, 1.4.3
 * and 1.4.11). The dark series are lighter ones of the same hues.
 */
export const PICTURE_COLOURS: {
  readonly [scheme in "light" | "dark"]: Readonly<Record<PictureColour, string>>;
} = {
  light: LIGHT,
  dark: {
    ground: "#0f1419",
    ink: "#e6edf3",
    faint: "#9aa6b2",
    line: "#313a44",
    mark: "#7d8996",
    bar: "#4a5563",
    series1: "#58b4f0",
    series2: "#ff9a4d",
    series3: "#3ecf9f",
    series4: "#e59ac6",
    series5: "#d9b13b",
    series6: "#b7a1ff",
    series7: "#e6edf3",
  },
};

/** A colour as pictures write it: the page's variable `--picture-NAME`, or else the light one. */
export function themed(name: PictureColour): string {
  return `var(--picture-${name}, ${LIGHT[name]})`;
}

const SERIES = [
  "series1",
  "series2",
  "series3",
  "series4",
  "series5",
  "series6",
  "series7",
] as const;

/** Name of the colour of the data with a number; the eighth has the first one's again. */
export function seriesName(index: number): PictureColour {
  return SERIES[index % SERIES.length] ?? "series1";
}

/** Colour of the data with a number, see {@link seriesName}. */
export function seriesColour(index: number): string {
  return themed(seriesName(index));
}

/** Declarations of the colours for a page whose `color-scheme` says which paper it has: `--picture-ink: …; …`. */
export function pictureVariables(): string {
  const { light, dark } = PICTURE_COLOURS;
  return (Object.keys(LIGHT) as PictureColour[])
    .map((name) => `--picture-${name}: light-dark(${light[name]}, ${dark[name]});`)
    .join(" ");
}

/** A value of an attribute with the colours that stand after each variable: what readers without CSS understand. */
export function withoutVariables(value: string): string {
  return value.replaceAll(/var\(--picture-\w+, ([^()]*)\)/g, "$1");
}
