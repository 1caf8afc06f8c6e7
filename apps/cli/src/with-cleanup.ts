// Frees what a command opened, last opened first, and never hides the error that ended the work.

/**
 * Runs work that registers what must be freed after it.
 *
 * @param work gets `later`: each function given to it runs once the work has ended, last one first
 * @throws what the work threw; an error of freeing only when the work itself succeeded
 */
export async function withCleanup<T>(
  work: (later: (free: () => unknown) => void) => Promise<T>,
): Promise<T> {
  const frees: (() => unknown)[] = [];
  let result: { readonly value: T } | undefined;
  const errors: unknown[] = [];
  try {
    result = { value: await work((free) => frees.push(free)) };
  } catch (error) {
    errors.push(error);
  }
  for (const free of frees.toReversed()) {
    try {
      await free();
    } catch (error) {
      errors.push(error);
    }
  }
  if (result === undefined || errors.length > 0) throw errors[0];
  return result.value;
}
