// Hands a file to the browser's downloads.

/** Time after which the browser has surely taken the file, ms. */
const TAKEN_MS = 60_000;

/** Saves a file under a name; nothing leaves the machine. */
export function saveFile(name: string, contents: Blob): void {
  const address = URL.createObjectURL(contents);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), TAKEN_MS);
}
