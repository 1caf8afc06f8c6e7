// What the page asks of the gpu worker, and what it is told: plain facts and arrays, no GPU object ever crosses.
import type { Fit, InputViewName } from "@pleura/data";
import type { AdapterFacts } from "@pleura/engine";
import type { ModelKind } from "@pleura/models";
import type { ProfileReport } from "@pleura/profiling";
import type { ProfileProgress, ProfileRequest } from "./profile-call.ts";

/** The device in use. */
export interface GpuFacts {
  readonly adapter: AdapterFacts;
  readonly features: readonly string[];
}

/** A model that was loaded. */
export interface ModelFacts {
  readonly name: string;
  readonly kind: ModelKind;
  /** Side of its input in pixels. */
  readonly size: number;
  readonly fit: Fit;
  /** What it saw of every film in training. */
  readonly view: InputViewName;
  readonly parameters: number;
  /** Facts of the run that trained it, as its checkpoint keeps them. */
  readonly extra: Readonly<Record<string, string>>;
}

/** A class's map as it stands, in [0, 1], of the model's input size. */
export interface ClassMap {
  readonly classIndex: number;
  readonly map: Float32Array;
}

/** A class's finished explanation. */
export interface ExplainedClass extends ClassMap {
  readonly averageDrop: number;
  readonly increase: boolean;
}

/** How far a Score-CAM is, with the maps so far. */
export interface ExplainProgress {
  readonly done: number;
  readonly total: number;
  readonly maps: readonly ClassMap[];
}

/** A restoration model's answer. */
export interface Restored {
  readonly restored: Float32Array;
  /** 1 − SSIM of the restored image against the given one. */
  readonly dissimilarity: number;
}

/** The calls of the gpu worker. Images are the model's inputs, `[size, size]` in [0, 1]. */
export interface GpuCalls {
  /** Opens a device; `isPlain`: with the limits and features that every adapter has, to try how that goes. */
  readonly open: {
    request: { readonly isPlain: boolean } | null;
    progress: never;
    result: GpuFacts;
  };
  /** Puts a checkpoint on the device, in the place of the one of its kind. */
  readonly load: {
    request: { readonly name: string; readonly bytes: Uint8Array };
    progress: never;
    result: ModelFacts;
  };
  /** Probabilities of the classes of @pleura/data, in their order. */
  readonly classify: {
    request: { readonly image: Float32Array };
    progress: never;
    result: { readonly probabilities: Float32Array };
  };
  /** Score-CAM of all classes. */
  readonly explain: {
    request: { readonly image: Float32Array };
    progress: ExplainProgress;
    result: {
      readonly probabilities: Float32Array;
      readonly classes: readonly ExplainedClass[];
    };
  };
  readonly restore: {
    request: { readonly image: Float32Array };
    progress: never;
    result: Restored;
  };
  /** Profiles a loaded model on made-up films; cancelling ends it after the step that is under way. */
  readonly profile: { request: ProfileRequest; progress: ProfileProgress; result: ProfileReport };
  /** Destroys the device, to try what happens then. */
  readonly lose: { request: null; progress: never; result: null };
}

/** What the worker tells by itself. */
export type GpuEvent =
  | { readonly type: "lost"; readonly reason: string }
  | { readonly type: "restored"; readonly facts: GpuFacts };
