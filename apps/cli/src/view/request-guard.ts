// Which requests are answered: reading ones, for this server by its own name, from its own page.
import type { IncomingHttpHeaders } from "node:http";
import { Refusal } from "./inside-folder.ts";

/** What is looked at. */
export interface GuardedRequest {
  readonly method?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/**
 * Lets a request pass.
 *
 * A foreign page that makes its own host name lead to 127.0.0.1 sends that name as Host; one that asks by our address
 * sends an Origin, or a Sec-Fetch-Site, that is not ours. Following a link to the page is allowed.
 *
 * @param port that the server listens on
 * @throws {Refusal} 405 for a method that writes, 421 for a foreign host, 403 for a foreign page
 */
export function guardRequest({ method, headers }: GuardedRequest, port: number): void {
  if (method !== "GET" && method !== "HEAD") {
    throw new Refusal(405, `the method must be GET or HEAD, but it is ${method}`);
  }
  const { host = "", origin } = headers;
  const names = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!names.includes(host.toLowerCase())) {
    throw new Refusal(421, `the host must be ${names[0]}, but it is ${JSON.stringify(host)}`);
  }
  if (origin !== undefined && origin !== `http://${host.toLowerCase()}`) {
    throw new Refusal(403, `requests must come from the page itself, but this one is of ${origin}`);
  }
  const site = headers["sec-fetch-site"] ?? "none";
  const isVisit =
    headers["sec-fetch-mode"] === "navigate" && headers["sec-fetch-dest"] === "document";
  if (site !== "none" && site !== "same-origin" && !isVisit) {
    throw new Refusal(403, `requests must come from the page itself, but this one is ${site}`);
  }
}
