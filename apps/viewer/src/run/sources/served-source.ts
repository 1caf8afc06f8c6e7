// Run files from the server of `pleura view`, which may grow while they are looked at.
import { oneLine } from "../../app/page-text.ts";
import { servedFile } from "../../app/read-served.ts";
import { ownValue } from "../read/read-json.ts";
import type { RunClient } from "../run-client.ts";
import {
  type Films,
  fileAddress,
  filmsOf,
  type RunSource,
  requireSize,
  type SourceListing,
} from "./run-source.ts";

/** A data set in the list of the server. */
interface ServedDataSet {
  readonly runs: readonly string[];
  /** Why its films cannot be had; undefined when they can. */
  readonly problem?: string;
}

/**
 * The source of a server.
 *
 * @param index address of its run/index.json
 */
export function servedSource(index: string, reader: RunClient): RunSource {
  const base = index.replace(/index\.json$/, "");
  const files = `${base}files/`;
  const sizes = new Map<string, number>();
  let dataSets: readonly ServedDataSet[] = [];
  const films = new Map<number, Promise<Films>>();
  const failed = new Set<number>();
  return {
    isLive: true,
    async list(): Promise<SourceListing> {
      const found = (await (await ask(index)).json()) as SourceListing & {
        readonly files: readonly { readonly path: string; readonly size: number }[];
        readonly dataSets: typeof dataSets;
      };
      sizes.clear();
      for (const { path, size } of found.files) sizes.set(path, size);
      dataSets = found.dataSets;
      // What failed may work now: the data set may have been brought back.
      for (const number of failed) films.delete(number);
      failed.clear();
      const { name, isComplete, running } = found;
      return { name, files: found.files, isComplete, running, base: files };
    },
    async read(path) {
      requireSize(path, sizes.get(path));
      return bytesOf(await ask(fileAddress(files, path)));
    },
    async tail(path, known) {
      const query =
        known === undefined ? "" : `?from=${known.size}&id=${encodeURIComponent(known.id)}`;
      const response = await ask(fileAddress(files, path) + query);
      const [id = "", from = "0", size = "0"] =
        response.headers.get("X-Pleura-File")?.split(" ") ?? [];
      requireSize(path, Number(size) - Number(from));
      return { bytes: await bytesOf(response), from: Number(from), id };
    },
    async films(run) {
      const number = dataSets.findIndex(({ runs }) => runs.includes(run));
      const problem = dataSets[number]?.problem;
      if (number < 0) return undefined;
      if (problem !== undefined) throw new Error(oneLine(problem));
      const found = films.get(number) ?? readFilms(`${base}data/${number}/`, reader);
      films.set(number, found);
      found.catch(() => failed.add(number));
      return found;
    },
  };
}

async function readFilms(address: string, reader: RunClient): Promise<Films> {
  const bytes = await bytesOf(await ask(`${address}films.json`));
  const table = await reader.call("films", { kind: "json", name: "films.json", bytes });
  return filmsOf(table, (place) => servedFile(`${address}film/${place}`, table.files[place] ?? ""));
}

async function bytesOf(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer());
}

/** @throws {Error} with the server's own words */
async function ask(address: string): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, { cache: "no-store" });
  } catch (cause) {
    throw new Error(
      `${address}: pleura view must be running, but it does not answer. Start it again, and reload the page.`,
      { cause },
    );
  }
  if (response.ok) return response;
  const said = ownValue(await response.json().catch(() => undefined), "error");
  throw new Error(
    typeof said === "string"
      ? oneLine(said)
      : `${address}: the server answered ${response.status}.`,
  );
}
