// What the page may do: the security headers of `pleura view`, of the static folder and of the tests, in one place.

/** Names of the Trusted Types policies that the page may make. */
export const TRUSTED_TYPES = "pleura";

/**
 * The content security policy: everything is forbidden but our own files and pictures that the page itself makes. No
 * host but our own is ever named, and the image codecs are plain JavaScript, so not even WebAssembly is asked for.
 */
const DIRECTIVES = [
  ["default-src", "'none'"],
  ["script-src", "'self'"],
  ["style-src", "'self'"],
  ["img-src", "'self' blob: data:"],
  ["connect-src", "'self'"],
  ["worker-src", "'self'"],
  ["manifest-src", "'self'"],
  ["base-uri", "'none'"],
  ["form-action", "'none'"],
  ["require-trusted-types-for", "'script'"],
  ["trusted-types", TRUSTED_TYPES],
];

const text = (directives) => directives.map((words) => words.join(" ")).join("; ");

/** The policy for a meta element, where servers set no headers. */
export const META_POLICY = text(DIRECTIVES);

/** All headers; frames are forbidden by a directive that only headers may hold. */
export const SECURITY_HEADERS = {
  "Content-Security-Policy": text([...DIRECTIVES, ["frame-ancestors", "'none'"]]),
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Permissions-Policy": "camera=(), microphone=(), geolocation=(), usb=(), serial=()",
};
