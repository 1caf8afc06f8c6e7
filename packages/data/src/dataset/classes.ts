// The classes and the splits, in the order that every array and table keeps.

/** Class names; their index is the class number everywhere. */
export const CLASSES = ["covid19", "pneumonia", "normal"] as const;

/** One of {@link CLASSES}. */
export type ClassName = (typeof CLASSES)[number];

/** Splits of a data set. */
export const SPLITS = ["pretext", "train", "val", "test"] as const;

/** One of {@link SPLITS}. */
export type SplitName = (typeof SPLITS)[number];

/** Class number of a label, or −1 for the empty label of an unlabelled image. */
export function classIndex(label: ClassName | ""): number {
  return (CLASSES as readonly string[]).indexOf(label);
}

/** True when the text is a class name. */
export function isClassName(text: string): text is ClassName {
  return (CLASSES as readonly string[]).includes(text);
}

/** True when the text is a split name. */
export function isSplitName(text: string): text is SplitName {
  return (SPLITS as readonly string[]).includes(text);
}
