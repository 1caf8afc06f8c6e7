// Exports: pictures, the raw map, and a table of shares.
import { Button } from "../controls/button.tsx";
import type { PictureKind } from "./export-layout.ts";

interface ExportMenuProps {
  readonly hasLayer: boolean;
  readonly hasMap: boolean;
  readonly hasShares: boolean;
  readonly onPicture: (kind: PictureKind) => void;
  readonly onMap: () => void;
  readonly onTable: () => void;
}

/** Buttons that save files. */
export function ExportMenu(props: ExportMenuProps) {
  const { hasLayer, hasMap, hasShares, onPicture, onMap, onTable } = props;
  return (
    <>
      <fieldset class="exports" aria-label="Save">
        <Button hint="The film as it is shown" onPress={() => onPicture("film")}>
          Film PNG
        </Button>
        <Button isDisabled={!hasLayer} onPress={() => onPicture("overlay")}>
          Overlay PNG
        </Button>
        <Button isDisabled={!hasLayer} onPress={() => onPicture("both")}>
          Both PNG
        </Button>
        <Button hint="The heatmap's numbers, float32" isDisabled={!hasMap} onPress={onMap}>
          Map npy
        </Button>
        <Button hint="Shares of all films" isDisabled={!hasShares} onPress={onTable}>
          Shares CSV
        </Button>
      </fieldset>
      <p class="muted">
        Pictures hold the film, the colours and the notice; no name of a patient or file is written
        into them. What is burnt into the film stays in it.
      </p>
    </>
  );
}
