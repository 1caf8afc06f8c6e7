// Links to the pages that a command wrote beside a run, where a server gives them.
import { oneLine } from "../../app/page-text.ts";
import { splitPath } from "../read/folder-contents.ts";
import type { Place } from "../run-state.ts";
import { fileAddress } from "../sources/run-source.ts";

interface PageLinksProps {
  readonly place: Place;
  readonly folder: string;
}

/** The pages of a folder; nothing for a folder that was dropped. */
export function PageLinks({ place, folder }: PageLinksProps) {
  const { base, pages } = place;
  const own = pages.filter((path) => splitPath(path)[0] === folder);
  if (base === undefined || own.length === 0) return null;
  return (
    <p class="page-links">
      Pages:{" "}
      {own.map((path) => (
        <a key={path} href={fileAddress(base, path)} target="_blank" rel="noreferrer">
          {oneLine(splitPath(path)[1])}
        </a>
      ))}
    </p>
  );
}
