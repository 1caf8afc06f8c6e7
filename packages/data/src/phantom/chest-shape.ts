// Where lung, heart, diaphragm, bones and air lie for a point of the patient.

import type { Anatomy } from "./anatomy.ts";
import { smoothStep } from "./lattice-noise.ts";

/** Softness of organ borders, as a share of the film's side (blur of motion and focus). */
const EDGE = 0.007;

/** Place inside the lung of one side: 0 at the inner border, 1 at the chest wall; same for height. */
export interface LungPlace {
  readonly across: number;
  readonly down: number;
}

/** Inner and outer border of the lung at height y, as distances from the spine. */
export function lungBorders(anatomy: Anatomy, y: number): { inner: number; outer: number } {
  const { apexY, lungInner, lungHalfWidth } = anatomy;
  const t = Math.min(1, Math.max(0, (y - apexY) / (0.86 - apexY)));
  const root = 0.165;
  return {
    inner: root - (root - lungInner) * Math.sqrt(1 - (1 - t) ** 5),
    outer: root + (lungHalfWidth - root) * (1 - (1 - t) ** 2.6) ** 0.62,
  };
}

/** Height of the diaphragm at x: a dome that drops to the rib angle. */
export function diaphragmY(anatomy: Anatomy, x: number): number {
  const [rightTop, leftTop] = anatomy.domeY;
  const top = rightTop + (leftTop - rightTop) * smoothStep(-0.06, 0.06, x);
  const reach = (Math.abs(x) - 0.17) / 0.2;
  return top + (reach > 0 ? 0.085 * reach ** 2.4 : 0.03 * reach * reach);
}

/** Share of lung at a point before the heart is laid over it, 0 to 1. */
export function lungShare(anatomy: Anatomy, x: number, y: number): number {
  const { inner, outer } = lungBorders(anatomy, y);
  const distance = Math.min(
    Math.abs(x) - inner,
    outer - Math.abs(x),
    y - anatomy.apexY,
    diaphragmY(anatomy, x) - y,
  );
  return smoothStep(-EDGE, EDGE, distance);
}

/** Share of heart and great vessels at a point, 0 to 1. */
export function heartShare(anatomy: Anatomy, x: number, y: number): number {
  const { heartWidth, heartHeight, heartY, aortaRadius, hilumY } = anatomy;
  // Radii in units of each ellipse: below 1 is inside.
  const left = ellipse(x - 0.045 - 0.34 * (y - heartY), y - heartY, heartWidth, heartHeight);
  const right = ellipse(x + 0.015, y - heartY, heartWidth * 0.66, heartHeight * 0.95);
  const aorta = ellipse(x - 0.035, y - (hilumY - 0.14), aortaRadius * 1.25, aortaRadius * 1.7);
  const trunk = ellipse(x - 0.03, y - hilumY, 0.066, 0.13);
  // A soft minimum (log-sum-exp) rounds the notches where two ellipses meet.
  const sum =
    Math.exp(-9 * left) + Math.exp(-9 * right) + Math.exp(-9 * aorta) + Math.exp(-9 * trunk);
  const nearest = -Math.log(sum) / 9;
  return smoothStep(1.07, 0.95, nearest + 0.045);
}

/** Thickness of the trunk seen by the beam, 0 in air to 1. */
export function torsoShare(anatomy: Anatomy, x: number, y: number): number {
  const { torsoHalfWidth, neckHalfWidth, shoulderY } = anatomy;
  const rise = smoothStep(shoulderY - 0.07, shoulderY + 0.1, y);
  // Shoulders and arms leave the film at the sides, so the trunk is widest at their height.
  const shoulders = 0.16 * smoothStep(0.1, 0.2, y) * (1 - smoothStep(0.22, 0.62, y));
  const halfWidth = neckHalfWidth + (torsoHalfWidth - neckHalfWidth) * rise + shoulders;
  const reach = Math.abs(x) / halfWidth;
  return reach >= 1 ? 0 : Math.sqrt(1 - reach ** 6);
}

/** Bone at a point: ribs behind and in front, clavicles, spine; about 0 to 1.5. */
export function boneShare(anatomy: Anatomy, x: number, y: number, pixel: number): number {
  const distance = Math.abs(x);
  const { ribSpacing, ribOffset, ribDrop, lungHalfWidth, clavicleTilt, apexY } = anatomy;
  const half = Math.max(0.013, 0.55 * pixel);
  const wall = smoothStep(lungHalfWidth + 0.045, lungHalfWidth + 0.01, distance);
  const behind =
    (y - 0.09 - ribOffset + 0.05 * Math.sin(Math.min(1, distance / 0.24) * Math.PI)) / ribSpacing -
    (ribDrop * distance * distance) / ribSpacing;
  const front = (y - 0.2 - ribOffset - 0.42 * (lungHalfWidth - distance)) / (ribSpacing * 1.08);
  // Below the diaphragm the beam is too weak to show more than a trace of bone.
  const trace = 1 - 0.75 * smoothStep(-0.01, 0.03, y - diaphragmY(anatomy, x));
  const isCage = smoothStep(apexY - 0.05, apexY, y) * (1 - smoothStep(0.84, 0.92, y)) * trace;
  const ribs =
    band(behind, half / ribSpacing) * smoothStep(0.02, 0.06, distance) +
    0.55 * band(front, (half * 1.15) / ribSpacing) * smoothStep(0.13, 0.2, distance);
  const clavicleY =
    apexY + 0.055 - clavicleTilt * (distance - 0.05) - 0.02 * Math.sin(distance * 20);
  const clavicle =
    Math.exp(-(((y - clavicleY) / Math.max(0.014, 0.6 * pixel)) ** 4)) *
    smoothStep(0.025, 0.05, distance) *
    smoothStep(0.37, 0.33, distance);
  const vertebrae = 0.8 + 0.2 * Math.cos((2 * Math.PI * y) / 0.062);
  const spine = Math.exp(-((distance / 0.042) ** 4)) * vertebrae;
  return ribs * wall * isCage + 1.25 * clavicle + 1.1 * spine;
}

/** A band around every whole number with a brighter rim (the cortex), for a phase and half width. */
function band(phase: number, half: number): number {
  const offset = Math.abs(phase - Math.round(phase)) / half;
  return Math.exp(-(offset ** 4)) * (0.75 + 0.45 * Math.min(1, offset * offset));
}

function ellipse(dx: number, dy: number, rx: number, ry: number): number {
  return Math.sqrt((dx / rx) ** 2 + (dy / ry) ** 2);
}
