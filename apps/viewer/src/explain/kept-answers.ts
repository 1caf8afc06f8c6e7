// Answers of models that are kept for films looked at before, the latest few.

/** Answers by film. */
export class KeptAnswers<Answer> {
  readonly #most: number;
  readonly #answers = new Map<number, Answer>();

  /** @param most answers that are kept; the one asked for longest ago goes first */
  constructor(most: number) {
    this.#most = most;
  }

  keep(film: number, answer: Answer): void {
    this.#answers.delete(film);
    this.#answers.set(film, answer);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > this.#most && oldest !== undefined) this.#answers.delete(oldest);
  }

  of(film: number): Answer | undefined {
    const answer = this.#answers.get(film);
    if (answer !== undefined) this.keep(film, answer);
    return answer;
  }

  /** Another model gives other answers. */
  forget(): void {
    this.#answers.clear();
  }
}
