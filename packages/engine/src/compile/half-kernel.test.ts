// Tests of the rewriting of kernels for half precision, as text.
import { describe, expect, test } from "vitest";
import type { Kernel } from "../graph/kernel.ts";
import { halveBindings } from "./half-kernel.ts";

const kernelOf = (body: string, ...elements: readonly string[]): Kernel => ({
  name: "k",
  bindings: elements.map((element, index) => ({ name: "xyz"[index] ?? "w", element })),
  params: [],
  workgroup: [64, 1, 1],
  body,
});

/** The body of a kernel with bindings x and y, both stored in half precision. */
const rewritten = (body: string, element = "f32") =>
  halveBindings(kernelOf(body, element, element), [true, true]).body;

describe("halveBindings", () => {
  test.each([
    { title: "a load", body: "let a = x[i];", becomes: "let a = f32(x[i]);" },
    { title: "a store", body: "y[i] = 2.0 * a;", becomes: "y[i] = f16(2.0 * a);" },
    { title: "a copy", body: "y[i] = x[i + 1u];", becomes: "y[i] = f16(f32(x[i + 1u]));" },
    {
      title: "a sum in memory",
      body: "y[i] += a - b;",
      becomes: "y[i] = f16(f32(y[i]) + (a - b));",
    },
    { title: "a quotient in memory", body: "y[i] /= a;", becomes: "y[i] = f16(f32(y[i]) / (a));" },
    {
      title: "loads inside of an index",
      body: "y[u32(x[0])] = x[u32(y[1])];",
      becomes: "y[u32(f32(x[0]))] = f16(f32(x[u32(f32(y[1]))]));",
    },
    {
      title: "a store in a loop's header",
      body: "for (var j = 0u; j < 4u; y[j] = f(a, b)) { }",
      becomes: "for (var j = 0u; j < 4u; y[j] = f16(f(a, b))) { }",
    },
    {
      title: "comparisons",
      body: "if (x[i] == y[i] || x[i] >= 1.0 || x[i] != 2.0) { }",
      becomes: "if (f32(x[i]) == f32(y[i]) || f32(x[i]) >= 1.0 || f32(x[i]) != 2.0) { }",
    },
    {
      title: "a load after a logical and",
      body: "if (a && x[i] > 0.0) { }",
      becomes: "if (a && f32(x[i]) > 0.0) { }",
    },
    {
      title: "a store over several lines",
      body: "y[i] = a\n  + (b * x[0]);",
      becomes: "y[i] = f16(a\n  + (b * f32(x[0])));",
    },
    {
      title: "stores side by side",
      body: "y[at.x] = v.x; y[at.y] = v.y;",
      becomes: "y[at.x] = f16(v.x); y[at.y] = f16(v.y);",
    },
    { title: "spaces before the index", body: "let a = x [i];", becomes: "let a = f32(x[i]);" },
    {
      title: "the length of a buffer",
      body: "if (i >= arrayLength(&x)) { }",
      becomes: "if (i >= arrayLength(&x)) { }",
    },
  ])("rewrites $title", ({ body, becomes }) => {
    expect(rewritten(body)).toBe(becomes);
  });

  test.each([
    { title: "longer names", body: "let x0 = axis + x_first + max_x;" },
    { title: "members", body: "let a = at.x * size.y;" },
    { title: "comments", body: "// y[i] = x[i];\n/* x[i] */ let a = 1.0;" },
    { title: "numbers", body: "let a = 0x7f80u + 1.0e5f;" },
  ])("leaves $title alone", ({ body }) => {
    expect(rewritten(body)).toBe(body);
  });

  test("widens and narrows vectors, whole or in parts", () => {
    expect(rewritten("y[i] = x[i] * 2.0;", "vec4f")).toBe("y[i] = vec4h(vec4f(x[i]) * 2.0);");
    expect(rewritten("let a = x[i].x;", "vec4f")).toBe("let a = vec4f(x[i]).x;");
    expect(rewritten("y[i].z = a;", "vec4f")).toBe("y[i].z = f16(a);");
    expect(rewritten("y[i].x += a;", "vec2f")).toBe("y[i].x = f16(f32(y[i].x) + (a));");
    expect(rewritten("y[i] = vec2f(a, b);", "vec2f")).toBe("y[i] = vec2h(vec2f(a, b));");
  });

  test("declares the storage and asks for the extension once", () => {
    const kernel = { ...kernelOf("y[0] = x[0];", "vec4f", "vec4f"), enables: ["subgroups", "f16"] };

    const half = halveBindings(kernel, [true, false]);

    expect(half.bindings).toEqual([
      { name: "x", element: "vec4h" },
      { name: "y", element: "vec4f" },
    ]);
    expect(half.body).toBe("y[0] = vec4f(x[0]);");
    expect(half.enables).toEqual(["subgroups", "f16"]);
    expect(half.name).toBe("k f16");
  });

  test("keeps what the body gives to a store function in full precision", () => {
    const kernel = { ...kernelOf("store_y(i, x[i]);", "vec4f", "vec4f"), stores: ["y"] };

    const half = halveBindings(kernel, [false, true]);

    expect(half.stores).toEqual([]);
    expect(half.body).toBe(
      "fn store_y(i: u32, value: vec4f) {\n  y[i] = vec4h(value);\n}\nstore_y(i, x[i]);",
    );
    expect(halveBindings(kernel, [true, false])).toMatchObject({
      stores: ["y"],
      body: "store_y(i, vec4f(x[i]));",
    });
  });

  test("gives the kernel itself when nothing is stored in half precision", () => {
    const kernel = kernelOf("y[0] = x[0];", "f32", "f32");

    expect(halveBindings(kernel, [false, false])).toBe(kernel);
  });

  test.each([
    { title: "a pointer", body: "read(&x[0]);" },
    { title: "a pointer to the whole", body: "read(&x);" },
    { title: "a local of the same name", body: "let x = 1.0; let a = x;" },
  ])("refuses $title", ({ body }) => {
    const kernel = kernelOf(body, "f32");

    expect(() => halveBindings(kernel, [true])).toThrow(
      'k: a binding stored in half precision must be used by index only, but "x" is used in another way. ' +
        "Rename a local of that name, or pass elements instead of pointers.",
    );
    expect(halveBindings(kernel, [false])).toBe(kernel);
  });

  test("refuses a binding that holds no floats", () => {
    const kernel = kernelOf("y[0] = x[0];", "u32", "u32");

    expect(() => halveBindings(kernel, [false, true])).toThrow(
      "k: a binding stored in half precision must be f32, vec2f or vec4f, but " +
        '"y" is u32. Leave it out of the op\'s `half`.',
    );
  });
});
