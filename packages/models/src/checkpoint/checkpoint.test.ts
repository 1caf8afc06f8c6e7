// Checkpoints: equal contents are equal bytes, any changed byte and any other architecture is refused.
import { expect, test } from "vitest";
import { isModelError } from "../model-error.ts";
import { presets } from "../presets.ts";
import { describeWeights } from "../weights/describe-weights.ts";
import { initialise } from "../weights/initialise.ts";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "./checkpoint.ts";

const unet = { ...presets.demo.unet, levels: 2, width: 2 };

function small(): Checkpoint {
  const tensors = new Map(
    [...describeWeights(unet).values()].map((spec) => [
      spec.name,
      { shape: spec.shape, values: initialise(spec, 1) },
    ]),
  );
  return { model: { kind: "pretext", unet, size: 16 }, tensors, extra: { step: "3" } };
}

test("reads what it wrote, and writes equal states as equal bytes", () => {
  const bytes = writeCheckpoint(small());

  const read = readCheckpoint(bytes);

  expect(read.model).toEqual(small().model);
  expect(read.extra).toEqual({ step: "3" });
  expect(new Map(read.tensors)).toEqual(small().tensors);
  expect(writeCheckpoint(small())).toEqual(bytes);
});

test("refuses a change of any single byte", () => {
  const bytes = writeCheckpoint(small());

  for (let at = 0; at < bytes.length; at += 1) {
    const damaged = bytes.slice();
    damaged[at] = (damaged[at] as number) ^ 0x10;
    let failure: unknown;
    try {
      readCheckpoint(damaged);
    } catch (error) {
      failure = error;
    }
    expect(isModelError(failure), `byte ${at}`).toBe(true);
  }
});

test("refuses a model that no network can be built from, and says why in the cause", () => {
  const { tensors, extra } = small();
  const impossible = { kind: "pretext", unet: { ...unet, levels: 1e9 }, size: 16 } as const;

  const read = () => readCheckpoint(writeCheckpoint({ model: impossible, tensors, extra }));

  expect(read).toThrow(
    expect.objectContaining({
      tag: "format",
      message:
        'checkpoint: the metadata must describe a model under "model", but it does not. ' +
        "Use a file that pleura pretrain or finetune wrote.",
      cause: expect.objectContaining({ tag: "config" }),
    }),
  );
});

test("refuses a weight that is missing or has another shape, and names it", () => {
  const missing = small();
  (missing.tensors as Map<string, unknown>).delete("neck.bias");
  const reshaped = small();
  const wrong = { shape: [3], values: new Float32Array(3) };
  (reshaped.tensors as Map<string, unknown>).set("neck.bias", wrong);

  expect(() => readCheckpoint(writeCheckpoint(missing))).toThrow(
    'checkpoint: "neck.bias" must have the shape [2], but it is missing. ' +
      "Use a checkpoint of the same architecture.",
  );
  expect(() => readCheckpoint(writeCheckpoint(reshaped))).toThrow(
    'checkpoint: "neck.bias" must have the shape [2], but it has [3]. ' +
      "Use a checkpoint of the same architecture.",
  );
});
