// Opens files of a folder by paths that a client names, and never one outside it.
import { constants, realpathSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join, sep } from "node:path";

/** Why a file is not given: an HTTP status and a sentence. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;

  constructor(status: number, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
  }
}

/**
 * The parts of a path from a URL, each decoded once.
 *
 * A part that could mean anything but a name in its folder is refused: empty, hidden (`.` and `..` among them), with a
 * separator of any system, a drive, or a control character (NUL among them).
 *
 * @throws {Refusal} status 400
 */
export function pathParts(path: string): string[] {
  return path.split("/").map((part) => {
    let name: string;
    try {
      name = decodeURIComponent(part);
    } catch (cause) {
      throw new Refusal(400, "the path must be percent-encoded UTF-8, but it is not", cause);
    }
    if (name === "" || name.startsWith(".") || /[/\\\p{Cc}]|^[A-Za-z]:/u.test(name)) {
      throw new Refusal(
        400,
        `each part of the path must be the name of a visible file or folder, but one is ${JSON.stringify(name)}`,
      );
    }
    return name;
  });
}

/** An open file with its size and what tells it from another one of its name. */
export interface OpenFile {
  readonly handle: FileHandle;
  readonly size: number;
  /** Changes when the file is replaced, not when it grows. */
  readonly id: string;
  readonly modifiedMs: number;
}

/** Neither waits at a FIFO nor follows a link that was put in the path's place. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file below a folder.
 *
 * @param parts names from the folder downwards
 * @param followsLinks lets symbolic links lead out of the folder
 * @throws {Refusal} status 404 when there is no such file, 403 when it lies outside or is no plain file
 */
export async function openInside(
  folder: string,
  parts: readonly string[],
  followsLinks = false,
): Promise<OpenFile> {
  const name = parts.join("/");
  let real: string;
  try {
    const root = realpathSync(folder);
    real = realpathSync(join(folder, ...parts));
    if (!followsLinks && !real.startsWith(root.endsWith(sep) ? root : root + sep)) {
      throw new Refusal(
        403,
        `"${name}" must lie in its folder, but it is a link that leads out of it`,
      );
    }
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    throw new Refusal(404, `"${name}" must be there, but it is not`, cause);
  }
  return openPlain(real, name);
}

async function openPlain(path: string, name: string): Promise<OpenFile> {
  let handle: FileHandle;
  try {
    handle = await open(path, FLAGS);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Refusal(
      code === "ENOENT" ? 404 : 403,
      `"${name}" must be readable, but it gave ${code}`,
      cause,
    );
  }
  const stats = await handle.stat();
  if (!stats.isFile()) {
    await handle.close();
    throw new Refusal(403, `"${name}" must be a file, but it is a folder or a device`);
  }
  const { dev, ino, size, mtimeMs } = stats;
  return { handle, size, id: `${dev}-${ino}`, modifiedMs: mtimeMs };
}
