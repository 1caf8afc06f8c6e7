// Reads JSON without the habits of JSON.parse that hide damage: duplicate keys are an error.

/** A JSON value; objects are Maps, so that no key (`__proto__`) has a special meaning. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | ReadonlyMap<string, JsonValue>;

const TOKEN = /[ \t\r\n]*(?:([{}[\],:])|("[^"\\]*(?:\\.[^"\\]*)*")|([-+.\w]+))/y;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/**
 * Parses JSON text (RFC 8259), refusing duplicate keys and deep nesting.
 *
 * @param maxDepth deepest nesting of arrays and objects
 * @throws {SyntaxError} saying what is wrong, without a position
 */
export function parseStrictJson(text: string, maxDepth: number): JsonValue {
  const reader = new RegExp(TOKEN);
  const next = (): string => {
    const found = reader.exec(text);
    if (found === null) throw new SyntaxError("it is not JSON");
    return found[1] ?? found[2] ?? (found[3] as string);
  };
  const value = (token: string, depth: number): JsonValue => {
    if (depth > maxDepth) throw new SyntaxError(`it nests deeper than ${maxDepth}`);
    if (token === "{") return object(depth);
    if (token === "[") return array(depth);
    return scalar(token);
  };
  const object = (depth: number): ReadonlyMap<string, JsonValue> => {
    const map = new Map<string, JsonValue>();
    let token = next();
    if (token === "}") return map;
    for (;;) {
      if (!token.startsWith('"')) throw new SyntaxError("an object has a key that is no string");
      const key = parseString(token);
      if (map.has(key)) throw new SyntaxError(`the key ${token} stands twice`);
      if (next() !== ":") throw new SyntaxError(`no colon follows the key ${token}`);
      map.set(key, value(next(), depth + 1));
      const end = next();
      if (end === "}") return map;
      if (end !== ",") throw new SyntaxError("an object lacks a comma");
      token = next();
    }
  };
  const array = (depth: number): readonly JsonValue[] => {
    const list: JsonValue[] = [];
    let token = next();
    if (token === "]") return list;
    for (;;) {
      list.push(value(token, depth + 1));
      const end = next();
      if (end === "]") return list;
      if (end !== ",") throw new SyntaxError("an array lacks a comma");
      token = next();
    }
  };
  const result = value(next(), 0);
  if (text.slice(reader.lastIndex).trim() !== "") throw new SyntaxError("text follows its end");
  return result;
}

function parseString(token: string): string {
  return JSON.parse(token) as string;
}

function scalar(token: string): JsonValue {
  if (token.startsWith('"')) return parseString(token);
  if (token === "true" || token === "false") return token === "true";
  if (token === "null") return null;
  if (NUMBER.test(token)) return Number(token);
  throw new SyntaxError(`"${token.slice(0, 20)}" is no JSON value`);
}
