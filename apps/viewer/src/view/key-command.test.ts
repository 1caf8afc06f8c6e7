// Keys: OHIF's defaults, ours, and those that belong to what has the focus.
import { describe, expect, test } from "vitest";
import { KEY_BINDINGS, KEY_GROUPS, keyName } from "./key-bindings.ts";
import { keyCommand } from "./key-command.ts";

const press = (key: string) => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
});

describe("keys", () => {
  test.each([
    ["z", "tool-zoom"],
    ["+", "zoom-in"],
    ["-", "zoom-out"],
    ["=", "zoom-fit"],
    ["r", "turn-right"],
    ["l", "turn-left"],
    ["h", "flip-horizontal"],
    ["v", "flip-vertical"],
    ["i", "invert"],
    [" ", "reset"],
    ["1", "window-1"],
    ["5", "window-5"],
    ["ArrowLeft", "previous"],
    ["ArrowUp", "previous"],
    ["ArrowRight", "next"],
    ["ArrowDown", "next"],
    ["Home", "first"],
    ["End", "last"],
    ["PageUp", "page-back"],
    ["PageDown", "page-on"],
    ["m", "heatmap"],
    ["c", "class-next"],
    ["C", "class-previous"],
    ["?", "help"],
    // Caps Lock.
    ["R", "turn-right"],
  ])("%j asks for %s", (key, command) => {
    expect(keyCommand(press(key), undefined)).toBe(command);
  });

  test.each(["q", "Tab", "Enter", "Escape", "F5", "9"])("%s asks for nothing", (key) => {
    expect(keyCommand(press(key), undefined)).toBeUndefined();
  });

  test("with Control, Meta or Alt, and while composing, belong to others", () => {
    expect(keyCommand({ ...press("r"), ctrlKey: true }, undefined)).toBeUndefined();
    expect(keyCommand({ ...press("r"), metaKey: true }, undefined)).toBeUndefined();
    expect(keyCommand({ ...press("r"), altKey: true }, undefined)).toBeUndefined();
    expect(keyCommand({ ...press("r"), isComposing: true }, undefined)).toBeUndefined();
  });
});

test("arrows with Shift move along the film, and stay a slider's own", () => {
  const shifted = { ...press("ArrowLeft"), shiftKey: true };

  expect(keyCommand(shifted, undefined)).toBe("pan-left");
  expect(keyCommand(shifted, { tagName: "INPUT", type: "range" })).toBeUndefined();
});

describe("a focused element", () => {
  test.each([
    ["a text field", { tagName: "INPUT", type: "text" }, "r"],
    ["a search field", { tagName: "INPUT", type: "search" }, "1"],
    ["a number field", { tagName: "INPUT", type: "number" }, "-"],
    ["a list to choose from", { tagName: "SELECT" }, "c"],
    ["a text area", { tagName: "TEXTAREA" }, "?"],
    ["an editable element", { tagName: "DIV", isEditable: true }, "h"],
    ["a slider", { tagName: "INPUT", type: "range" }, "ArrowLeft"],
    ["a slider by role", { tagName: "DIV", role: "slider" }, "End"],
    ["an option of the gallery", { tagName: "DIV", role: "option" }, "ArrowDown"],
    ["a button", { tagName: "BUTTON" }, " "],
    ["a tick box", { tagName: "INPUT", type: "checkbox" }, " "],
  ])("keeps the keys of %s", (_, focused, key) => {
    expect(keyCommand(press(key), focused)).toBeUndefined();
  });

  test.each([
    ["a button", { tagName: "BUTTON" }, "r", "turn-right"],
    ["a button", { tagName: "BUTTON" }, "ArrowRight", "next"],
    ["a slider", { tagName: "INPUT", type: "range" }, "i", "invert"],
    ["a tick box", { tagName: "INPUT", type: "checkbox" }, "ArrowRight", "next"],
    ["the film", { tagName: "CANVAS", role: "img" }, " ", "reset"],
  ])("leaves the others to the page: %s", (_, focused, key, command) => {
    expect(keyCommand(press(key), focused)).toBe(command);
  });
});

test("no key is bound twice, and every binding has a group of the help page", () => {
  const keys = KEY_BINDINGS.flatMap((binding) => binding.keys);

  expect(new Set(keys).size).toBe(keys.length);
  expect(new Set(KEY_BINDINGS.map(({ group }) => group))).toEqual(new Set(KEY_GROUPS));
});

test("keys are named as a person reads them", () => {
  expect(
    [" ", "ArrowLeft", "PageDown", "-", "C", "Shift+ArrowUp", "r", "toString"].map(keyName),
  ).toEqual(["Space", "←", "Page Down", "−", "Shift C", "Shift ↑", "r", "toString"]);
});
