// Configuration of the classifier's head.

/**
 * `gap`: global average pooling, one hidden layer, dropout. `linear`: one dense layer on the pooled features, which
 * on a frozen encoder is a linear probe. `authors`: the head of the paper's code (four 2×2 convolutions and six dense
 * layers).
 */
export interface HeadConfig {
  readonly kind: "gap" | "linear" | "authors";
  /** Hidden units of the `gap` head; width of the first convolution of the `authors` head; unused by `linear`. */
  readonly hidden: number;
  /** Dropout rate of the `gap` and the `linear` head; the `authors` head has fixed rates. */
  readonly dropout: number;
}
