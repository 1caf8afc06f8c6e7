// Makes every key of an object schema optional, at every depth: for settings that only change defaults.
import { z } from "zod";

/** The object schema with every key of every group optional; unknown keys stay errors. */
export function deepPartial(
  schema: z.ZodObject,
  left: ReadonlySet<string> = new Set(),
): z.ZodObject {
  const entries = Object.entries(schema.shape)
    .filter(([key]) => !left.has(key))
    .map(([key, value]) => [key, optionalDeep(value as z.ZodType)]);
  return z.strictObject(Object.fromEntries(entries));
}

function optionalDeep(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional) return optionalDeep(schema.unwrap() as z.ZodType);
  return (schema instanceof z.ZodObject ? deepPartial(schema) : schema).optional();
}
