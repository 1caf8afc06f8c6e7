// Rewrites a kernel for buffers stored in half precision: loads widen, stores round, arithmetic stays f32.
import { EngineError } from "../error.ts";
import { type Kernel, type KernelBinding, storeFunction } from "../graph/kernel.ts";

/** What a full-precision element is stored as in half precision. */
const halfElements: Readonly<Record<string, string>> = {
  f32: "f16",
  vec2f: "vec2h",
  vec4f: "vec4h",
};

/** Types of a component or swizzle of a vector, by its number of letters. */
const swizzleTypes = [
  { full: "f32", half: "f16" },
  { full: "vec2f", half: "vec2h" },
  { full: "vec3f", half: "vec3h" },
  { full: "vec4f", half: "vec4h" },
] as const;

interface ElementTypes {
  readonly full: string;
  readonly half: string;
}

/** A comment, a number (so that its letters are no name), a name, or any other character. */
const token = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|\d[\w.]*|[A-Za-z_]\w*|[\s\S]/y;

const opening = "([{";
const closing = ")]}";

/** The token that begins at `at`. */
function tokenAt(text: string, at: number): string {
  token.lastIndex = at;
  return token.exec(text)?.[0] ?? "";
}

/** Where the first token lies, from `at` on, that ends the nesting or is `stop` outside of nested brackets. */
function endOf(text: string, at: number, stop: string): number {
  let depth = 0;
  let here = at;
  while (here < text.length) {
    const found = tokenAt(text, here);
    if (depth === 0 && (found === stop || closing.includes(found))) return here;
    if (opening.includes(found)) depth += 1;
    if (closing.includes(found)) depth -= 1;
    here += found.length;
  }
  return here;
}

const skipSpaces = (text: string, at: number) => {
  let here = at;
  while (/\s/.test(text[here] ?? "")) here += 1;
  return here;
};

/** The assignment operator at `at`, if there is one: `=` or a compound one such as `+=`. */
function assignmentAt(text: string, at: number): string | undefined {
  return /^(?:=(?!=)|[-+*/]=(?!=))/.exec(text.slice(at, at + 3))?.[0];
}

/** Rewrites texts that speak of one kernel's bindings. */
class Rewriter {
  readonly #kernel: string;
  readonly #types: ReadonlyMap<string, ElementTypes>;

  constructor(kernel: string, types: ReadonlyMap<string, ElementTypes>) {
    this.#kernel = kernel;
    this.#types = types;
  }

  /** Only elements can be converted: a pointer or a local of the same name would be read wrongly without a word. */
  #refuse(name: string): never {
    throw new EngineError(
      "internal",
      `${this.#kernel}: a binding stored in half precision must be used by index only, but "${name}" ` +
        "is used in another way. Rename a local of that name, or pass elements instead of pointers.",
    );
  }

  rewrite(text: string): string {
    let out = "";
    let here = 0;
    while (here < text.length) {
      const found = tokenAt(text, here);
      const types = this.#types.get(found);
      const before = out.trimEnd();
      if (!types || before.endsWith(".")) {
        out += found;
        here += found.length;
        continue;
      }
      const bracket = skipSpaces(text, here + found.length);
      const isAddress = before.endsWith("&") && !before.endsWith("&&");
      if (text[bracket] === "[" && !isAddress) {
        const [written, next] = this.#element(text, found, types, bracket);
        out += written;
        here = next;
      } else if (/\barrayLength\s*\(\s*&$/.test(before)) {
        out += found;
        here += found.length;
      } else {
        this.#refuse(found);
      }
    }
    return out;
  }

  /** An element whose index begins at `bracket`, read or assigned; and where the text goes on. */
  #element(
    text: string,
    name: string,
    types: ElementTypes,
    bracket: number,
  ): readonly [string, number] {
    const close = endOf(text, bracket + 1, "]");
    const element = `${name}[${this.rewrite(text.slice(bracket + 1, close))}]`;
    const swizzle = /^\.[xyzwrgba]{1,4}\b/.exec(text.slice(close + 1))?.[0] ?? "";
    const end = close + 1 + swizzle.length;
    const operatorAt = skipSpaces(text, end);
    const operator = assignmentAt(text, operatorAt);
    if (operator === undefined) return [`${types.full}(${element})${swizzle}`, end];
    const valueAt = operatorAt + operator.length;
    const valueEnd = endOf(text, valueAt, ";");
    const value = this.rewrite(text.slice(valueAt, valueEnd)).trim();
    const target = `${element}${swizzle}`;
    const { full, half } = swizzle === "" ? types : (swizzleTypes[swizzle.length - 2] ?? types);
    const stored =
      operator === "=" ? value : `${full}(${target}) ${operator.slice(0, 1)} (${value})`;
    return [`${target} = ${half}(${stored})`, valueEnd];
  }
}

/**
 * The kernel with some bindings stored in half precision, two bytes per number.
 *
 * `x[i]` becomes `f32(x[i])`, `y[i] = e` becomes `y[i] = f16(e)`, and `y[i] += e` becomes
 * `y[i] = f16(f32(y[i]) + (e))`: everything in registers is computed as before, in f32. Values beyond 65,504
 * become infinities (WGSL spec, "Floating Point Conversion").
 *
 * @param isHalf for each binding, whether its buffer is stored in half precision
 * @returns the kernel itself when none is
 * @throws {EngineError} tag `internal` when such a binding holds no floats or is not used by index alone
 */
export function halveBindings(kernel: Kernel, isHalf: readonly boolean[]): Kernel {
  if (!isHalf.includes(true)) return kernel;
  const types = new Map<string, ElementTypes>();
  const bindings = kernel.bindings.map((binding, slot): KernelBinding => {
    if (!isHalf[slot]) return binding;
    const half = halfElements[binding.element];
    if (half === undefined) {
      throw new EngineError(
        "internal",
        `${kernel.name}: a binding stored in half precision must be f32, vec2f or vec4f, but ` +
          `"${binding.name}" is ${binding.element}. Leave it out of the op's \`half\`.`,
      );
    }
    types.set(binding.name, { full: binding.element, half });
    return { name: binding.name, element: half };
  });
  // The engine would write a store function in the type of the binding, but the body gives it full precision.
  const stores = (kernel.stores ?? []).flatMap((name) => {
    const full = types.get(name)?.full;
    return full === undefined ? [] : [storeFunction(name, full, `  ${name}[i] = value;`)];
  });
  return {
    ...kernel,
    name: `${kernel.name} f16`,
    bindings,
    stores: (kernel.stores ?? []).filter((name) => !types.has(name)),
    body: new Rewriter(kernel.name, types).rewrite([...stores, kernel.body].join("\n")),
    enables: [...new Set([...(kernel.enables ?? []), "f16"])],
  };
}
