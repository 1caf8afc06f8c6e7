// Makes the next thing while the present one is in use.

/** An item with what was made of it. */
export interface Made<T, R> {
  readonly item: T;
  readonly made: R;
}

/**
 * What is made of each item, in order; the next is begun before the present one is given.
 *
 * @throws what making threw, when that item's turn comes
 */
export async function* oneAhead<T, R>(
  items: Iterable<T>,
  make: (item: T) => Promise<R>,
): AsyncGenerator<Made<T, R>> {
  let ahead: { readonly item: T; readonly making: Promise<R> } | undefined;
  try {
    for (const item of items) {
      const present = ahead;
      const making = make(item);
      // Whoever takes its turn is told; nobody may come to that.
      making.catch(() => undefined);
      ahead = { item, making };
      if (present !== undefined) yield { item: present.item, made: await present.making };
    }
    if (ahead !== undefined) yield { item: ahead.item, made: await ahead.making };
  } finally {
    // Nothing is still being made from what the caller is about to close.
    await ahead?.making.catch(() => undefined);
  }
}
