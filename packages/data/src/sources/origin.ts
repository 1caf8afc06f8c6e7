// Which collection a web address belongs to, so that images that one collection took from another are known.

/** Places of the collections whose images others repeat: host and beginning of the path. */
const ORIGINS: readonly (readonly [name: string, place: RegExp])[] = [
  ["cohen", /^github\.com\/ieee8023\/covid-?chestxray-?dataset/],
  ["figure1", /^github\.com\/agchung\/figure1/],
  ["actualmed", /^github\.com\/agchung\/actualmed/],
  ["hannover", /^github\.com\/ml-workgroup\/covid-19-image-repository/],
  ["cxnet", /^github\.com\/armiro\/covid-cxnet/],
  ["rsna", /^kaggle\.com\/(c|competitions)\/rsna-pneumonia/],
  ["kermany", /^kaggle\.com\/(datasets\/)?paultimothymooney\/chest-xray-pneumonia/],
  ["kermany", /^data\.mendeley\.com\/datasets\/rscbjbr9sj/],
  ["sirm", /^sirm\.org/],
  ["eurorad", /^eurorad\.org/],
  ["radiopaedia", /^radiopaedia\.org/],
  ["bimcv", /^bimcv\.cipf\.es/],
];

/** An address without scheme, `www.`, fragment and last slash: what two spellings of it share. */
export function plainAddress(url: string): string {
  const bare = url
    .trim()
    .replace(/^[a-z]+:\/\//i, "")
    .replace(/^www\./i, "")
    .replace(/#.*$/, "")
    .replace(/\/+$/, "");
  const slash = bare.indexOf("/");
  const host = slash < 0 ? bare : bare.slice(0, slash);
  return host.toLowerCase() + bare.slice(host.length);
}

/** Name of the collection behind an address; its host when it is none of the known; "" for none. */
export function originOf(url: string): string {
  const address = plainAddress(url);
  const known = ORIGINS.find(([, place]) => place.test(address.toLowerCase()));
  return known?.[0] ?? address.split("/")[0] ?? "";
}

/** True for an address of a case or file, not only of a whole collection or site. */
export function isOfOneCase(url: string): boolean {
  const path = plainAddress(url).split("/").slice(1).join("/");
  // Cases have numbers; that of the disease is none.
  return /\d/.test(path.replace(/covid-?19/gi, "")) && !isCollection(url);
}

function isCollection(url: string): boolean {
  const address = plainAddress(url).toLowerCase();
  return ORIGINS.some(([, place]) => {
    const found = place.exec(address)?.[0] ?? "";
    return found.includes("/");
  });
}
