// Finds where a text stops being JSON: browsers say it each in its own way, or not at all.

/** A bracket, a colon or comma, a text, or a plain value, after white space (RFC 8259, sections 2 to 7). */
const TOKEN =
  /[ \t\r\n]*(?:([{}[\],:])|("[^"\\\p{Cc}]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\p{Cc}]*)*")|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null)(?![\w.+-]))/uy;

type Wanted = "value" | "value or ]" | "key" | "key or }" | "colon" | "comma or end" | "nothing";

/** Where the first token stands that cannot be there; the end of the text when it breaks off. */
export function jsonDamageAt(text: string): number {
  const token = new RegExp(TOKEN);
  const open: ("{" | "[")[] = [];
  let wanted: Wanted = "value";
  for (;;) {
    const from = token.lastIndex;
    const found = token.exec(text);
    if (found === null) return from + spaceAt(text, from);
    const at = from + spaceAt(text, from);
    const [, sign, string] = found;
    const next = after(wanted, sign ?? (string === undefined ? "plain" : "text"), open);
    if (next === undefined) return at;
    wanted = next;
  }
}

/** What may follow a token; undefined when the token may not stand here. */
function after(wanted: Wanted, token: string, open: ("{" | "[")[]): Wanted | undefined {
  const top = open.at(-1);
  const close = (): Wanted => {
    open.pop();
    return open.length === 0 ? "nothing" : "comma or end";
  };
  if (wanted === "value" || wanted === "value or ]") {
    if (token === "]" && wanted === "value or ]") return close();
    if (token === "{" || token === "[") {
      open.push(token);
      return token === "{" ? "key or }" : "value or ]";
    }
    if (token !== "text" && token !== "plain") return undefined;
    return top === undefined ? "nothing" : "comma or end";
  }
  if (wanted === "key" || wanted === "key or }") {
    if (token === "}" && wanted === "key or }") return close();
    return token === "text" ? "colon" : undefined;
  }
  if (wanted === "colon") return token === ":" ? "value" : undefined;
  if (wanted === "nothing") return undefined;
  if (token === ",") return top === "{" ? "key" : "value";
  return token === (top === "{" ? "}" : "]") ? close() : undefined;
}

function spaceAt(text: string, from: number): number {
  let at = from;
  while (/[ \t\r\n]/.test(text[at] ?? "")) at += 1;
  return at - from;
}
