// Foreign hosts and pages are refused, the own page and links to it are not.
import { expect, test } from "vitest";
import { guardRequest } from "./request-guard.ts";

const own = { host: "127.0.0.1:8123" };

test.each([
  [own],
  [{ host: "localhost:8123" }],
  [{ host: "LOCALHOST:8123" }],
  [{ ...own, origin: "http://127.0.0.1:8123" }],
  [{ ...own, "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors" }],
  [{ ...own, "sec-fetch-site": "none", "sec-fetch-mode": "navigate" }],
  [
    {
      ...own,
      "sec-fetch-site": "cross-site",
      "sec-fetch-mode": "navigate",
      "sec-fetch-dest": "document",
    },
  ],
])("lets %j pass", (headers) => {
  expect(() => guardRequest({ method: "GET", headers }, 8123)).not.toThrow();
});

test.each([
  [{}, 421],
  [{ host: "evil.example" }, 421],
  [{ host: "evil.example:8123" }, 421],
  [{ host: "127.0.0.1" }, 421],
  [{ host: "127.0.0.1:80" }, 421],
  [{ host: "127.0.0.1:8123.evil.example" }, 421],
  [{ host: "0.0.0.0:8123" }, 421],
  [{ ...own, origin: "http://evil.example" }, 403],
  [{ ...own, origin: "https://127.0.0.1:8123" }, 403],
  [{ ...own, origin: "http://127.0.0.1:9999" }, 403],
  [{ ...own, origin: "null" }, 403],
  [{ ...own, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" }, 403],
  [{ ...own, "sec-fetch-site": "same-site", "sec-fetch-mode": "cors" }, 403],
  [
    {
      ...own,
      "sec-fetch-site": "cross-site",
      "sec-fetch-mode": "navigate",
      "sec-fetch-dest": "iframe",
    },
    403,
  ],
])("refuses %j with %i", (headers, status) => {
  expect(() => guardRequest({ method: "GET", headers }, 8123)).toThrow(
    expect.objectContaining({ status }),
  );
});

test.each(["POST", "PUT", "DELETE", "OPTIONS", "CONNECT", undefined])("refuses %s", (method) => {
  expect(() => guardRequest({ method, headers: own }, 8123)).toThrow(
    `the method must be GET or HEAD, but it is ${method}`,
  );
});
