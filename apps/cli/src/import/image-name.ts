// Tells by a file's name whether it may be an image; what it really is, its bytes tell.

const ENDINGS = /\.(png|jpe?g|webp|dcm|dicom|gif|bmp|tiff?)$/i;

/** True for the endings of images, and for names without one, as DICOM files have. */
export function isImageName(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return ENDINGS.test(name) || !/\.[A-Za-z][A-Za-z0-9]{0,7}$/.test(name);
}
