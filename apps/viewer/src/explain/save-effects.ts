// Saves files of the film on the table: pictures, the raw map, and the table of shares.
import { writeNpy } from "@pleura/data";
import { shortened } from "@pleura/pictures";
import type { AppContext } from "../app/app-context.ts";
import { classLabel } from "../app/class-label.ts";
import type { FilmList, FilmShares } from "../app/film-list.ts";
import { messageOf } from "../app/start-page.ts";
import type { Store } from "../app/store.ts";
import { saveFile } from "../controls/save-file.ts";
import { type Caller, makeCalls } from "../workers/make-calls.ts";
import { startWorker } from "../workers/start-worker.ts";
import type { ExplainState, ShownFilm } from "./explain-state.ts";
import type { ExplainEvent } from "./explain-update.ts";
import type { PictureKind } from "./export-layout.ts";
import { pictureFilm } from "./export-picture.ts";
import { layerTitle } from "./layer-title.ts";
import type { PictureCalls } from "./picture-calls.ts";
import { safeFileName } from "./safe-file-name.ts";
import { sharesTable } from "./shares-table.ts";

/** Letters of a model's name in a caption. */
const MOST_NAME = 60;

/** What the buttons save. */
export interface SaveEffects {
  picture(kind: PictureKind): Promise<void>;
  map(): void;
  shares(): void;
}

/** Makes the effects of a room's buttons. */
export function createSaveEffects(
  { app, tell }: AppContext,
  films: FilmList,
  { state }: Store<ExplainState, ExplainEvent>,
): SaveEffects {
  let pictures: Caller<PictureCalls> | undefined;
  return {
    async picture(kind) {
      const { film, look, overlay } = state.peek();
      if (film === undefined) return;
      const what = kind === "film" ? "film" : `${kind}-${layerTitle(overlay, film)}`;
      try {
        pictures ??= makeCalls<PictureCalls>(startWorker("picture.worker"));
        const { classifier, restorer } = app.state.peek();
        const used = overlay.layer === "heatmap" ? classifier : restorer;
        const model = used && shortened(used.facts.name, MOST_NAME);
        const request = { kind, film: pictureFilm(film), look, overlay, model };
        const found = await pictures.call("draw", request);
        saveFile(safeFileName({ film: film.id, what, ending: "png" }), found);
      } catch (error) {
        tell("error", messageOf(error));
      }
    },
    map() {
      const { film, overlay } = state.peek();
      const found = film?.maps.find(({ classIndex }) => classIndex === overlay.classIndex);
      if (film === undefined || found === undefined) return;
      const side = Math.round(Math.sqrt(found.map.length));
      const bytes = writeNpy({ shape: [side, side], data: found.map });
      const what = `heatmap-${classLabel(overlay.classIndex)}`;
      saveFile(safeFileName({ film: film.id, what, ending: "npy" }), new Blob([bytes as BlobPart]));
    },
    shares() {
      const rows = films.shares?.() ?? shownShares(state.peek().film);
      const table = sharesTable(rows, app.state.peek().classifier?.facts.name ?? "");
      saveFile("pleura-shares.csv", new Blob([table], { type: "text/csv" }));
    },
  };
}

function shownShares(film: ShownFilm | undefined): readonly FilmShares[] {
  if (film?.probabilities.kind !== "done") return [];
  return [{ id: film.id, file: film.name, probabilities: film.probabilities.value }];
}
