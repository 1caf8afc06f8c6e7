// Writes docs/weights.md: what every tensor of a checkpoint is, and the computation that uses it.
import { formatShape } from "@pleura/engine";
import type { Preset } from "../presets.ts";
import { describeWeights } from "../weights/describe-weights.ts";
import type { WeightSpec } from "../weights/weight-spec.ts";

const introduction = `# Weights

<!-- Generated from the models' own code; \`UPDATE_DOCS=1 pnpm exec vitest run tests/docs\` rewrites this page. -->

This page is enough to rebuild a pleura model in another framework and get the same numbers.

## The file

A checkpoint is a [safetensors](https://huggingface.co/docs/safetensors) file: 8 bytes little-endian header
length, a JSON header \`{name: {dtype, shape, data_offsets}, "__metadata__": {…}}\`, then the raw little-endian data.
\`data_offsets\` count from the end of the header. Metadata (strings):

| key | meaning |
|---|---|
| \`format\`, \`version\` | \`pleura-checkpoint\`, \`1\` |
| \`model\` | JSON: \`kind\` (\`pretext\` or \`classifier\`), \`unet\` (the configuration below), \`head\` (classifier only), \`size\` (side of the images in pixels) |
| \`run.*\` | facts of the training run, no clock time: \`run.step\`, \`run.epoch\`, \`run.seed\`, \`run.task\`, \`run.preset\`, and \`run.fit\` (\`pad\` or \`squash\`: how images became squares) |
| \`pleura.checksum\` | CRC-32 (as in zlib and PNG) of the whole file, 8 lower-case hexadecimal digits. To verify, overwrite these 8 bytes in the header text by \`00000000\`; do not write the JSON anew |
| \`pleura.checksum-scheme\` | \`crc32-of-file\` |

Tensors: the model's weights under the names listed below (F32), and, to continue training,
\`optimiser.m.<weight>\`, \`optimiser.v.<weight>\` (Adam's moments) or \`optimiser.momentum.<weight>\` (SGD), and
\`random.counter\` (U32 \`[2]\`: seed, step of the dropout masks); inference needs none of these. Bias correction counts steps from 1
up to \`run.step\`. Weights are in PyTorch's layouts: convolution filters
\`[out, in, height, width]\`, dense matrices \`[out, in]\`.

## The input

One grey image per item, \`[n, 1, size, size]\`, f32 in [0, 1], 0 = black = air (a MONOCHROME1 DICOM is inverted): 8-bit
values / 255, 16-bit values / 65535, colour to grey by (299 R + 587 G + 114 B) / 1000; no mean or deviation is subtracted.

An image that is not \`size\`×\`size\` is resized first. \`pad\`: both sides times size / longer side, the shorter one rounded to the
nearest whole number (≥ 1), placed at ⌊(size − side) / 2⌋ from the top or left on black. \`squash\`: both sides become \`size\`.
The filter is a triangle, stretched when it shrinks (as Pillow's \`BILINEAR\` with reduction, without its 8-bit rounding):
out[i] = Σ_j f((j + ½ − c) / s) · in[j] / Σ_j f((j + ½ − c) / s), f(t) = max(0, 1 − |t|), c = (i + ½) · from / to,
s = max(1, from / to), along columns and along rows; the result is clamped to [0, 1].

## The computation

Widths: level i has \`width · 2^i\` channels; \`levels\` counts the bottleneck, so blocks are \`encoder.0 … encoder.{levels−2}\`,
\`bottleneck\` (level levels−1), \`decoder.{levels−2} … decoder.0\` (decoder.i works at the resolution of encoder.i).

**block(x, name)**: for part 1 and 2: 3×3 convolution with zero padding 1 and bias (\`name.conv1\`, \`name.conv2\`), then the
normalisation \`norm\` asks for (\`name.norm1\`, \`name.norm2\`), then ReLU. Then attention, if the configuration places it
on this block. \`places\`: \`all\` = every block; \`encoder\` = encoder.0 … encoder.{levels−2} without the bottleneck; \`authors\` = those
and decoder.{levels−2}, decoder.{levels−3}; or a list of block names. Attention comes after the block's last ReLU.

- \`norm: none\`: nothing. \`batch\`: batch normalisation over n, h, w, ε = 1e-5; inference uses \`running_mean\`, \`running_var\`.
  \`group\`: group normalisation with consecutive groups, as many as the largest divisor of the channels up
  to 8; ε = 1e-5, biased variance; its tensors are
  \`normN.weight\` and \`normN.bias\` \`[channels]\` (no running statistics).
  In training, batch normalisation normalises by the biased variance and moves the running (unbiased) statistics by 0.1
  towards the batch (0.01 in the spatial gate and the authors' head).
- \`attention: cbam\`: channel gate, then spatial gate.
  - Channel gate: a = mean over h, w; m = maximum over h, w (each [n, c]); MLP(v) = fc2(ReLU(fc1(v))) with
    \`name.attention.channel.fc1\`, \`fc2\` shared by both; x ← x · sigmoid(MLP(a) + MLP(m)) per channel.
    Hidden units: max(⌊c / reduction⌋, 4).
  - Spatial gate: stack [maximum over c, mean over c] (that order, 2 channels); convolution \`name.attention.spatial.conv\`
    of side \`spatialKernel\`, zero padding (k−1)/2, no bias; batch normalisation \`name.attention.spatial.norm\` (1 channel,
    ε = 1e-5, running statistics in inference); x ← x · sigmoid(that map).
- \`attention: scalar_gate\` (the authors' code): a, m as above; two MLPs with ReLU after both layers,
  \`name.attention.avg.fc1/fc2\` on a and \`name.attention.max.fc1/fc2\` on m, hidden units max(⌊c / reduction⌋, 1);
  concatenate [MLPa(a), MLPm(m)] to 2c channels of a 1×1 map; convolution \`name.attention.conv\` [1, 2c, k, k], no bias, with zero
  padding (k−1)/2, so that only its centre tap acts; s = sigmoid; x ← x · s, one number per image.

**Encoder**: for i = 0 … levels−2: x ← block(x, encoder.i); keep x as skip i; 2×2 maximum pooling, stride 2.
Then x ← block(x, bottleneck). Dropout (after the last encoder block and after the bottleneck) acts in training only.

**Restoration (kind \`pretext\`)**: for i = levels−2 … 0: nearest-neighbour upsampling ×2; 2×2 convolution \`decoder.i.up\` with
one row of zeros added at the bottom and one column at the right (none at top and left), bias, ReLU; concatenate [skip i, x]
along channels, skip first; block(x, decoder.i). Then \`neck\`: 3×3 convolution, padding 1, bias, ReLU, 2 channels.
Then \`output\`: 1×1 convolution with bias, 1 channel; sigmoid (or ReLU, as \`output\` says). The result is on the input's scale. The
model was trained to undo distortions (intensity curve, local shuffling, in- and out-painting) under 1 − SSIM, which forgives a
shift of brightness.

**Classifier (kind \`classifier\`)**: encoder and bottleneck, then the head. Logits are of covid19, pneumonia, normal, in this
order; probabilities are their softmax. A test vector of a whole model (input, weights, every block, logits) is in
\`tests/fixtures/classifier/gap.safetensors\` and, for restoration, \`tests/fixtures/unet/\`.

- \`head.kind: gap\`: mean over h, w; \`head.fc1\`, ReLU, (dropout in training), \`head.fc2\`.
- \`head.kind: authors\`: four 2×2 convolutions \`head.conv1 … conv4\` (padded at bottom and right as above, bias, ReLU) with
  \`hidden\`, hidden/2, hidden/4, hidden/8 filters; batch normalisation \`head.norm1\` after the second's ReLU and \`head.norm2\`
  after the fourth's (ε = 1e-3); 2×2 maximum pooling, stride 2, odd rest dropped, if both sides are ≥ 2; mean over h, w;
  \`head.norm3\` (ε = 1e-3);
  dense \`head.fc1 … fc5\` with ReLU, \`head.fc6\` without.

## Every tensor
`;

function table(specs: Iterable<WeightSpec>): string {
  const rows = [...specs].map(
    ({ name, shape, kind, meaning }) =>
      `| \`${name}\` | \`${formatShape(shape)}\` | ${kind} | ${meaning} |`,
  );
  return ["| name | shape | kind | meaning |", "|---|---|---|---|", ...rows].join("\n");
}

function section({ name, unet, head, size, fit }: Preset): string {
  const pretext = describeWeights(unet);
  const classifier = describeWeights(unet, head);
  const headOnly = [...classifier.values()].filter((spec) => spec.name.startsWith("head."));
  return [
    `### Preset \`${name}\``,
    "",
    `Images ${size}×${size}, fit \`${fit}\`. \`unet\`: \`${JSON.stringify(unet)}\`, \`head\`: \`${JSON.stringify(head)}\`.`,
    "",
    `Restoration model, ${pretext.size} tensors (a classifier has those of \`encoder.*\` and \`bottleneck.*\`):`,
    "",
    table(pretext.values()),
    "",
    `Head of the classifier, ${headOnly.length} tensors:`,
    "",
    table(headOnly),
    "",
  ].join("\n");
}

/** The text of docs/weights.md for the given presets. */
export function weightsPage(presets: readonly Preset[]): string {
  return `${introduction}\n${presets.map(section).join("\n")}`;
}
