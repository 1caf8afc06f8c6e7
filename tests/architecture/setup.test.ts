// What setup would install on which system: decided from texts, so nothing is installed here.
import { describe, expect, test } from "vitest";
import { planAsCommand, whyNotInstall } from "../../scripts/apt-install.mjs";
import { findSource, planInstall } from "../../scripts/install-vulkan.mjs";
import { takeSetupFlags, whyNoAdapter } from "../../scripts/setup.mjs";

const bookworm = 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n';
const trixie = 'ID=debian\nVERSION_ID="13"\nVERSION_CODENAME=trixie\n';
const noble = 'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"\nVERSION_CODENAME=noble\n';
const fedora = "ID=fedora\nVERSION_ID=42\n";
const deb822 = `Types: deb
# http://snapshot.example/archive
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
`;
const plain = ["install", "-y", "--no-install-recommends", "mesa-vulkan-drivers", "libvulkan1"];
const fromBackports = [...plain.slice(0, 3), "-t", "bookworm-backports", ...plain.slice(3)];

describe("planInstall", () => {
  test("adds bookworm-backports from the machine's own mirror on Debian 12", () => {
    const plan = planInstall({ osRelease: bookworm, sources: ["", deb822] });

    expect(plan).toEqual({
      install: fromBackports,
      sourceLine:
        "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] " +
        "http://mirror.example/debian bookworm-backports main",
    });
  });

  test("falls back to Debian's own mirror when no source names bookworm", () => {
    const plan = planInstall({ osRelease: bookworm, sources: [] });

    expect(plan).toEqual({
      install: fromBackports,
      sourceLine: "deb http://deb.debian.org/debian bookworm-backports main",
    });
  });

  test("adds no source when backports are there already", () => {
    const sources = [deb822, "deb http://mirror.example/debian bookworm-backports main\n"];

    expect(planInstall({ osRelease: bookworm, sources })).toEqual({ install: fromBackports });
  });

  test.each([
    ["Debian 13", trixie],
    ["Ubuntu 24.04", noble],
  ])("takes the system's own Mesa on %s", (_name, osRelease) => {
    expect(planInstall({ osRelease, sources: [deb822] })).toEqual({ install: plain });
  });

  test("has no plan for a system that is not like Debian", () => {
    expect(planInstall({ osRelease: fedora, sources: [] })).toBeUndefined();
  });
});

describe("findSource", () => {
  test("reads a one-line source with options", () => {
    const line = "deb [arch=amd64 signed-by=/k.gpg] http://a.example/debian bookworm main contrib";

    expect(findSource([line], "bookworm")).toEqual({
      uri: "http://a.example/debian",
      signedBy: "/k.gpg",
    });
  });

  test("passes over a source that is commented out", () => {
    expect(findSource(["# deb http://a.example/debian bookworm main\n"], "bookworm")).toBe(
      undefined,
    );
  });

  test("passes over a stanza that is switched off", () => {
    const off = "Enabled: no\nTypes: deb\nURIs: http://a.example/\nSuites: bookworm\n";

    expect(findSource([off], "bookworm")).toBe(undefined);
  });

  test("does not take a longer suite for the one asked", () => {
    const line = "deb http://a.example/debian bookworm-updates main";

    expect(findSource([line], "bookworm")).toBe(undefined);
  });
});

test("the command to type does the same as the plan", () => {
  const sourceLine = "deb http://mirror.example/debian bookworm-backports main";

  expect(planAsCommand({ sourceLine, install: fromBackports })).toBe(
    `echo '${sourceLine}' | sudo tee /etc/apt/sources.list.d/pleura-bookworm-backports.list && ` +
      "sudo apt-get update && sudo apt-get install -y --no-install-recommends " +
      "-t bookworm-backports mesa-vulkan-drivers libvulkan1",
  );
});

describe("whyNotInstall", () => {
  const may = { platform: "linux", uid: 0, allowed: true, plan: { install: plain } };

  test("lets root on a Debian-like system install", () => {
    expect(whyNotInstall(may)).toBeUndefined();
  });

  test.each([
    ["macOS", { ...may, platform: "darwin" }, /darwin/],
    ["Windows", { ...may, platform: "win32" }, /win32/],
    ["a user that is not root", { ...may, uid: 1000 }, /only root/],
    ["a switched-off install", { ...may, allowed: false }, /switched off/],
    ["a system without apt", { ...may, plan: undefined }, /no apt-get/],
  ])("refuses on %s", (_name, machine, reason) => {
    expect(whyNotInstall(machine)).toMatch(reason);
  });
});

describe("whyNoAdapter", () => {
  const reason = 'Dawn says "no adapter"';

  test("does not speak of an installed driver after a dry run", () => {
    expect(whyNoAdapter({ dryRun: true, reason })).toBe(
      'WebGPU: an adapter must open, but Dawn says "no adapter", and a dry run installs nothing. ' +
        "Leave out --dry-run-install.",
    );
  });

  test("names the Mesa that is new enough and where Debian 12 has it", () => {
    expect(whyNoAdapter({ dryRun: false, reason })).toBe(
      'WebGPU: an adapter must open, but even with the installed driver Dawn says "no adapter". ' +
        "A software driver must be Mesa 24 or newer: on Debian 12 take it from " +
        "bookworm-backports, since its own 22.3 is refused.",
    );
  });
});

describe("takeSetupFlags", () => {
  test("keeps the other arguments for the command", () => {
    expect(takeSetupFlags(["--seed", "3", "--no-install"], {})).toEqual({
      allowed: false,
      dryRun: false,
      rest: ["--seed", "3"],
    });
  });

  test("obeys PLEURA_NO_SYSTEM_INSTALL", () => {
    expect(takeSetupFlags([], { PLEURA_NO_SYSTEM_INSTALL: "1" }).allowed).toBe(false);
    expect(takeSetupFlags([], {}).allowed).toBe(true);
  });
});
