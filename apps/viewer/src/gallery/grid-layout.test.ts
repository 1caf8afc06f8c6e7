// The grid of films: which part is drawn, where steps lead, where the list scrolls to.
import { describe, expect, test } from "vitest";
import { CELL, columnsOf, gridWindow, scrolledTo, steppedTo } from "./grid-layout.ts";

const frame = (rowsDown: number, columns = 3, rows = 2) => ({
  top: rowsDown * CELL.height,
  width: columns * CELL.width + 5,
  height: rows * CELL.height,
});

test("columns that fit, one at least", () => {
  expect(columnsOf({ ...frame(0), width: 3 * CELL.width - 1 })).toBe(2);
  expect(columnsOf({ ...frame(0), width: 0 })).toBe(1);
});

describe("gridWindow", () => {
  test.each([
    [0, 5000, { first: 0, end: 12 }],
    [100, 5000, { first: 294, end: 312 }],
    [1664, 5000, { first: 4986, end: 5000 }],
    [0, 4, { first: 0, end: 4 }],
    [0, 0, { first: 0, end: 0 }],
    // The list has become shorter than where it was scrolled to.
    [100, 4, { first: 4, end: 4 }],
  ])("%i rows down of %i films", (rows, count, drawn) => {
    expect(gridWindow(count, frame(rows))).toMatchObject({ columns: 3, ...drawn });
  });

  test("is as high as all rows", () => {
    expect(gridWindow(7, frame(0)).height).toBe(3 * CELL.height);
  });
});

test.each([
  [0, 4, 0],
  [5, 0, 0],
  [5, 12, 4],
  [5, 15, 5],
  [5, 18, 5],
  [5, 21, 6],
])("from %i rows down, place %i scrolls to row %i", (rows, place, row) => {
  expect(scrolledTo(place, frame(rows))).toBe(row * CELL.height);
});

describe("steppedTo among 11 films in 3 columns, 2 rows in sight", () => {
  test.each([
    ["next", 4, 5],
    ["next", 10, 10],
    ["previous", 0, 0],
    ["previous", -1, 10],
    ["next", -1, 0],
    ["first", 7, 0],
    ["last", 2, 10],
    ["page-down", 1, 7],
    ["page-down", 8, 10],
    ["page-up", 4, 0],
    ["row-down", 4, 7],
    ["row-down", 8, 10],
    ["row-down", 9, 9],
    ["row-up", 4, 1],
    ["row-up", 1, 1],
  ] as const)("%s from %i", (step, from, to) => {
    expect(steppedTo(step, from, 11, frame(0))).toBe(to);
  });
});
