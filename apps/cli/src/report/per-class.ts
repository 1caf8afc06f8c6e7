// One value for each class, by the class's name.
import { CLASSES, type ClassName } from "@pleura/data";

/** A value for each class. */
export type PerClass<T> = Readonly<Record<ClassName, T>>;

/** A value for each class, made from its number. */
export function perClass<T>(make: (index: number) => T): PerClass<T> {
  const entries = CLASSES.map((name, index) => [name, make(index)]);
  return Object.fromEntries(entries) as PerClass<T>;
}
