// What the selected film's file says of itself; who the patient is stays hidden until it is asked for.
import type { DicomFact, ImageSource } from "@pleura/data";
import { Button } from "../controls/button.tsx";
import type { FilmFacts } from "../images/image-calls.ts";
import type { FilmRecord, GalleryFilm } from "./gallery-state.ts";
import type { GalleryEvent } from "./gallery-update.ts";

interface FilmRecordPanelProps {
  readonly film: GalleryFilm;
  readonly record: FilmRecord | undefined;
  readonly isPatientShown: boolean;
  readonly dispatch: (event: GalleryEvent) => void;
}

/** The record of a film. */
export function FilmRecordPanel({ film, record, isPatientShown, dispatch }: FilmRecordPanelProps) {
  const { facts, status, name } = film;
  const dicom = record?.id === film.id ? record.facts : [];
  const patient = dicom.filter(({ isPersonal }) => isPersonal);
  return (
    <details class="film-record">
      <summary>Film record</summary>
      <p class="film-record-name">{name}</p>
      {status.kind === "failed" && <p class="bad">{status.message}</p>}
      {patient.length > 0 && (
        <div class="film-patient">
          <Button
            isPressed={isPatientShown}
            onPress={() => dispatch({ type: "patient-shown", isShown: !isPatientShown })}
          >
            {isPatientShown ? "Hide the patient" : `Show the patient (${patient.length} hidden)`}
          </Button>
          {isPatientShown && <FactList facts={patient} />}
        </div>
      )}
      <FactList facts={facts === undefined ? [] : fileFacts(facts)} />
      <FactList facts={dicom.filter(({ isPersonal }) => !isPersonal)} />
    </details>
  );
}

type ShownFact = Pick<DicomFact, "name" | "value"> & { readonly tag?: string };

function FactList({ facts }: { readonly facts: readonly ShownFact[] }) {
  if (facts.length === 0) return null;
  return (
    <dl class="film-facts">
      {facts.map(({ tag, name, value }) => (
        <div key={tag ?? name} title={tag}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const VOI: Readonly<Record<NonNullable<ImageSource["voi"]>, string>> = {
  window: "window of the file",
  lut: "VOI LUT of the file",
  percentile: "0.5–99.5 percentiles, the file names no window",
  "full-range": "full range, the file names no window",
};

/** What decoding has shown, whatever the format. */
function fileFacts({ width, height, source }: FilmFacts): readonly ShownFact[] {
  const { format, bits, channels, orientation, inverted, voi } = source;
  const colours =
    channels === 4 && format === "jpeg" ? "CMYK, converted by the browser" : undefined;
  return [
    { name: "File", value: `${format.toUpperCase()}, ${width}×${height}, ${bits} bits` },
    ...(colours === undefined ? [] : [{ name: "Colours", value: colours }]),
    ...(orientation === 1 ? [] : [{ name: "Turned", value: `by EXIF orientation ${orientation}` }]),
    ...(inverted ? [{ name: "Inverted", value: "MONOCHROME1: white was stored as 0" }] : []),
    ...(voi === undefined ? [] : [{ name: "Grey values", value: VOI[voi] }]),
  ];
}
