// Texts that came from files, as they may stand on the page: one line, no control and no direction-changing characters.

/** The notice that is always in sight. */
export const NOTICE = "Research use. Not for diagnosis.";

export { oneLine } from "@pleura/pictures";
