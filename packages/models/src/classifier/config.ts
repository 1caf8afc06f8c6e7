// Configuration of the classifier's head.

/**
 * `gap`: global average pooling, one hidden layer, dropout. `authors`: the head of the paper's code
 * (four 2×2 convolutions and six dense layers).
 */
export interface HeadConfig {
  readonly kind: "gap" | "authors";
  /** Hidden units of the `gap` head; width of the first convolution of the `authors` head. */
  readonly hidden: number;
  /** Dropout rate of the `gap` head; the `authors` head has fixed rates. */
  readonly dropout: number;
}
