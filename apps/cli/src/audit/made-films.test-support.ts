// Films that tests of audits make up: rows and values without files.
import type { ClassName, ManifestRow, SplitName } from "@pleura/data";
import type { PreparedImages } from "../node/prepared-images.ts";
import type { StopRequest } from "../signals/stop-request.ts";

/** A made-up film. */
export interface MadeFilm {
  readonly label: ClassName;
  readonly source: string;
  readonly split: SplitName;
  readonly image: Float32Array;
}

/** Films as if they had been read, each of its own patient. */
export function madeFilms(films: readonly MadeFilm[]): PreparedImages {
  const rows = films.map(
    ({ label, source, split }, index): ManifestRow => ({
      file: `${index}.png`,
      source,
      patient: `p${index}`,
      label,
      view: "PA",
      split,
      license: "CC0-1.0",
      extra: {},
    }),
  );
  const image = async (index: number): Promise<Float32Array> =>
    films[index]?.image ?? new Float32Array(0);
  return {
    rows,
    image,
    async batch(indices) {
      const all = await Promise.all(Array.from(indices, image));
      return Float32Array.from(all.flatMap((one) => [...one]));
    },
    origin: { cached: 0, decoded: films.length },
    close: () => undefined,
  };
}

/** Nobody asks to stop. */
export const noStop: StopRequest = {
  exitCode: undefined,
  check: () => undefined,
  dispose: () => undefined,
};
