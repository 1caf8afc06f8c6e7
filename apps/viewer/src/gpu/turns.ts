// Turns on a device: most work may go on side by side, a measurement wants the device for itself.

/** Lets work through: shared with other work, or alone. */
export class Turns {
  #shared = 0;
  #alone: Promise<unknown> | undefined;
  #onIdle: (() => void) | undefined;

  /** Runs work beside other shared work, after what wants to be alone. */
  async shared<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone !== undefined) await this.#alone;
    this.#shared += 1;
    try {
      return await work();
    } finally {
      this.#shared -= 1;
      if (this.#shared === 0) this.#onIdle?.();
    }
  }

  /** Runs work once everything before it has ended; what comes later waits for its end. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone !== undefined) await this.#alone;
    let end = () => {};
    this.#alone = new Promise<void>((resolve) => {
      end = resolve;
    });
    try {
      if (this.#shared > 0) {
        await new Promise<void>((idle) => {
          this.#onIdle = idle;
        });
      }
      return await work();
    } finally {
      this.#onIdle = undefined;
      this.#alone = undefined;
      end();
    }
  }
}
