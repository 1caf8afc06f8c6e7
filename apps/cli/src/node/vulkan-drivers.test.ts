// The search for Vulkan driver files follows the loader's rules.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { missingVulkanDriver } from "./vulkan-drivers.ts";

const folder = mkdtempSync(join(tmpdir(), "pleura-icd-"));
const file = join(folder, "driver.json");
writeFileSync(file, "{}");

test("names the variable whose driver files do not exist", () => {
  const found = missingVulkanDriver({ VK_DRIVER_FILES: "/nonexistent" }, "linux");

  expect(found).toBe('VK_DRIVER_FILES is "/nonexistent", where no driver file is');
});

test("is content with a variable that names a driver file or a folder of them", () => {
  expect(missingVulkanDriver({ VK_DRIVER_FILES: `/nonexistent:${file}` }, "linux")).toBeUndefined();
  expect(missingVulkanDriver({ VK_ICD_FILENAMES: folder }, "linux")).toBeUndefined();
});

test.each([
  ["XDG_CONFIG_HOME", ""],
  ["XDG_CONFIG_DIRS", ""],
  ["XDG_DATA_HOME", ""],
  ["XDG_DATA_DIRS", ""],
  ["HOME", ".config"],
  ["HOME", ".local/share"],
])("finds a driver below %s %s", (name, below) => {
  const base = mkdtempSync(join(tmpdir(), "pleura-xdg-"));
  const elsewhere = Object.fromEntries(
    ["XDG_CONFIG_DIRS", "XDG_DATA_DIRS", "HOME"].map((key) => [key, "/nonexistent"]),
  );
  const environment = { ...elsewhere, [name]: base };
  mkdirSync(join(base, below, "vulkan", "icd.d"), { recursive: true });

  const before = missingVulkanDriver(environment, "linux", []);
  writeFileSync(join(base, below, "vulkan", "icd.d", "lvp.json"), "{}");

  expect(before).toBe("there is no file in any vulkan/icd.d folder");
  expect(missingVulkanDriver(environment, "linux", [])).toBeUndefined();
});

test("says nothing on systems without Vulkan", () => {
  expect(missingVulkanDriver({ VK_DRIVER_FILES: "/nonexistent" }, "darwin")).toBeUndefined();
});
