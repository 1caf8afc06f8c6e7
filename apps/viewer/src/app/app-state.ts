// What the whole page knows: which room is open, the device, the models, and what must be told.
import type { GpuFacts, ModelFacts } from "../gpu/gpu-calls.ts";

/** Rooms of the page, in their order. */
export const ROOMS = ["explain", "run", "kernels"] as const;

/** A room. */
export type RoomName = (typeof ROOMS)[number];

/** The device: asked for, there, gone for a moment, or not to be had. */
export type GpuState =
  | { readonly kind: "opening" }
  | { readonly kind: "open"; readonly facts: GpuFacts }
  | { readonly kind: "lost"; readonly facts: GpuFacts; readonly reason: string }
  | { readonly kind: "missing"; readonly reason: string };

/** A model with what the page says of it. */
export interface OpenModel {
  readonly facts: ModelFacts;
  /** What it was trained on, in words; undefined when nobody knows. */
  readonly trainedOn: string | undefined;
}

/** Something to tell, until it is closed. */
export interface Notice {
  readonly id: number;
  readonly kind: "info" | "warning" | "error";
  readonly text: string;
}

/** Dark, light, or as the system wants. */
export type Theme = "system" | "dark" | "light";

/** The page's state. */
export interface AppState {
  readonly room: RoomName;
  readonly theme: Theme;
  readonly gpu: GpuState;
  readonly classifier: OpenModel | undefined;
  readonly restorer: OpenModel | undefined;
  readonly isLoadingModel: boolean;
  readonly notices: readonly Notice[];
  /** Ids of notices so far. */
  readonly noticesMade: number;
}

/** How the page starts. */
export const initialAppState: AppState = {
  room: "explain",
  theme: "system",
  gpu: { kind: "opening" },
  classifier: undefined,
  restorer: undefined,
  isLoadingModel: false,
  notices: [],
  noticesMade: 0,
};
