// Names of the classes as a page shows them.
import { CLASSES, type ClassName } from "@pleura/data";

const LABELS: Readonly<Record<ClassName, string>> = {
  covid19: "COVID-19",
  pneumonia: "Pneumonia",
  normal: "Normal",
};

/** Name of the class at a place of the data package's order. */
export function classLabel(index: number): string {
  const name = CLASSES[index];
  return name === undefined ? `class ${index}` : LABELS[name];
}
