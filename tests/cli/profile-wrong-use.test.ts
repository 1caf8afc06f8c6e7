// Wrong use of `pleura profile`: one line and the right exit code, without a GPU.
import { beforeAll, expect, test } from "vitest";
import { bundleCli, runCli } from "./run-cli.ts";

beforeAll(bundleCli);

test.each([
  [
    "an unknown step",
    ["--step", "warmup"],
    'pleura: --step: the value must be one of pretext, finetune, inference, score-cam, but it is "warmup". Correct it.',
  ],
  [
    "a size the network cannot have",
    ["--size", "30"],
    "pleura: --size: it must be a multiple of 4, because the network halves it 2 times, but it is 30. Give another.",
  ],
  [
    "a size for a model that has one",
    ["--model", "anything", "--size", "32"],
    "pleura: --size: it must be left out with --model, which has a size of its own, but it is 32. Leave it out.",
  ],
  [
    "an unknown order",
    ["--sort", "speed"],
    'pleura: --sort: the value must be one of total, calls, median, share, name, but it is "speed". Correct it.',
  ],
  [
    "a share above 1",
    ["--timed-share", "2"],
    "pleura: --timed-share: the value must be at most 1, but it is 2. Correct it.",
  ],
])("refuses %s, exit 2", async (_, args, line) => {
  const found = await runCli(["profile", ...args]);

  expect(found.stderr.trim()).toBe(line);
  expect(found.code).toBe(2);
});

test("refuses a model that is not there, exit 6", async () => {
  const found = await runCli(["profile", "--model", "/nowhere"]);

  expect(found.stderr.trim()).toBe(
    'pleura: --model "/nowhere": it must be a run folder or a .safetensors file, but it does not exist. Check the path.',
  );
  expect(found.code).toBe(6);
});
