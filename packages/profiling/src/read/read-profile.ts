// Reads a profile from the bytes of a file that may be anything.
import { decodeUtf8, shownText } from "@pleura/data";
import type { ProfileReport } from "../report/profile-report.ts";
import { CheckError } from "./checks.ts";
import { ProfileError } from "./profile-error.ts";
import { reportCheck } from "./report-check.ts";
import { requireConsistent } from "./require-consistent.ts";

/** Largest file: a thousand times a profile of the demo; above it a page would stand still while it reads. */
const mostBytes = 256 * 2 ** 20;

const format = "pleura-profile/1";
const give = "Give the profile.json that pleura profile --out wrote.";

/**
 * The profile in a file.
 *
 * @param name of the file, for errors
 * @throws {ProfileError} tag `foreign` for another kind of file, `damaged` for a profile with something missing or
 * wrong
 */
export function readProfile(bytes: Uint8Array, name: string): ProfileReport {
  return profileFrom(parseProfile(bytes, name), name);
}

/** The JSON in a file: the first half of {@link readProfile}, for whoever must not be busy for long at once. */
export function parseProfile(bytes: Uint8Array, name: string): unknown {
  const foreign = (must: string, found: string, advice = give) =>
    new ProfileError("foreign", `profile "${shownText(name)}": ${must}, but ${found}. ${advice}`);
  if (bytes.length > mostBytes) {
    const mib = (bytes.length / 2 ** 20).toFixed(0);
    throw foreign("the file may have 256 MiB", `it has ${mib} MiB`, "Profile fewer steps.");
  }
  const text = decodeUtf8(bytes, false);
  try {
    return JSON.parse(text);
  } catch {
    throw foreign("the file must be JSON", `it is ${kindOf(text)}`);
  }
}

/** What a text that is no JSON looks like. */
function kindOf(text: string): string {
  const start = text.slice(0, 200).trimStart().toLowerCase();
  if (start === "") return "empty";
  if (start.startsWith("<!doctype html") || start.startsWith("<html")) return "an HTML page";
  if (start.startsWith("by,name,calls")) return "a profile's CSV";
  return start.startsWith("{") ? "broken off or damaged" : "something else";
}

/** The profile in what {@link parseProfile} gave. */
export function profileFrom(json: unknown, name: string): ProfileReport {
  const file = `profile "${shownText(name)}"`;
  const given = (field: string) =>
    typeof json === "object" && json !== null && Object.hasOwn(json, field)
      ? (json as Readonly<Record<string, unknown>>)[field]
      : undefined;
  if (given("format") !== format) {
    const version = String(given("format") ?? "");
    const found = Array.isArray(given("traceEvents"))
      ? "this is a Chrome trace"
      : version === ""
        ? "it says none"
        : `it says "${shownText(version)}"`;
    const advice = version.startsWith("pleura-profile/")
      ? "Open it with the pleura that wrote it, or profile again."
      : give;
    throw new ProfileError(
      "foreign",
      `${file}: the format must be "${format}", but ${found}. ${advice}`,
    );
  }
  try {
    const report = reportCheck(json);
    requireConsistent(report);
    return report;
  } catch (error) {
    if (!(error instanceof CheckError)) throw error;
    throw new ProfileError("damaged", `${file}: ${error.message}. Profile again.`, error);
  }
}
