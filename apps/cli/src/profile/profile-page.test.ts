// The page and the words of a profile, from a recording made by hand.
import { createHash } from "node:crypto";
import { reportOf } from "@pleura/profiling/test-recording";
import { expect, test } from "vitest";
import { profilePage } from "./html/profile-page.ts";
import { summaryLines } from "./print-profile.ts";

test("says what each part of the output is", () => {
  const lines = summaryLines(reportOf());

  expect(lines).toContain("clock     timestamp queries");
  expect(lines).toContain(
    "profiler  step 10.00 ms with it, 9.50 ms without: +5.3 % (half of the pairs +5.3 % to +5.3 %); 3 of 3 launches timed alone per step",
  );
  expect(lines).toContain("step      1 submits, 3 dispatches, 0 bind groups and 0 pipelines made");
});

test("writes a page that loads nothing and runs only its own script", () => {
  const html = profilePage(reportOf());

  expect(html).not.toMatch(/\b(src|href)="(?!#)/);
  expect(html).not.toMatch(/url\(|@import|https?:/);
  const script = /<script>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? "";
  const hash = createHash("sha256").update(script).digest("base64");
  expect(html).toContain(
    `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`,
  );
  for (const heading of [
    "Roofline",
    "Timeline",
    "Memory plan",
    "Kernels",
    "Layers",
    "Kernel texts",
  ]) {
    expect(html).toContain(`<h2>${heading}</h2>`);
  }
});

test("shows hostile names as text everywhere", () => {
  const attack = `"><img src=x onerror="alert('1')"><!--`;
  const html = profilePage(
    reportOf({ kernels: [attack, attack, attack], labels: [attack, attack, attack] }),
  );

  expect(html).not.toContain("<img");
  expect(html).not.toContain("<!--");
  expect(html).toContain("&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;");
});
