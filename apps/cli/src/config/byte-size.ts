// Sizes of memory: bytes as a number, or a text such as "2GiB".
import { z } from "zod";

const units = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 } as const;
const pattern = /^(\d+(?:\.\d+)?) ?(KiB|MiB|GiB)$/;

const error = "a number of bytes or a size such as 512MiB or 2GiB";

/** A size of memory in settings. */
export const byteSizeSetting = z
  .union([z.number(), z.string()], { error })
  .refine(
    (size) =>
      typeof size === "number" ? Number.isSafeInteger(size) && size > 0 : pattern.test(size),
    { error },
  );

/** Bytes of a size that the setting accepts. */
export function bytesOfSize(size: z.output<typeof byteSizeSetting>): number {
  if (typeof size === "number") return size;
  const [, count = "0", unit = "KiB"] = pattern.exec(size) ?? [];
  return Math.floor(Number(count) * units[unit as keyof typeof units]);
}

/** A size for people: `512.0 MiB`, `2.25 GiB`. */
export function formatBytes(bytes: number): string {
  if (bytes >= units.GiB) return `${(bytes / units.GiB).toFixed(2)} GiB`;
  if (bytes >= units.MiB) return `${(bytes / units.MiB).toFixed(1)} MiB`;
  if (bytes >= units.KiB) return `${(bytes / units.KiB).toFixed(1)} KiB`;
  return `${bytes} bytes`;
}
