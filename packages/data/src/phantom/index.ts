// Phantoms: made-up chest films with a known truth.

export { makePhantom, type Phantom, type PhantomOptions } from "./make-phantom.ts";
export {
  PHANTOM_SOURCES,
  type PhantomFilm,
  type PhantomPatient,
  type PhantomSource,
  phantomPatient,
  planPhantoms,
} from "./phantom-plan.ts";
