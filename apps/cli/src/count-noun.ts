// A number with its noun, so that one image is not "1 images".

/** Such as `1 image` and `2 images`; `be` adds the verb: `1 image is`, `2 images are`. */
export function countNoun(count: number, noun: string, be: "" | "be" = ""): string {
  const isOne = count === 1;
  const verb = be === "" ? "" : isOne ? " is" : " are";
  return `${count} ${isOne ? noun : `${noun}s`}${verb}`;
}
