// Declares the commands, loads the chosen one, and maps its end to an exit code.
import { Command, CommanderError, Option } from "commander";
import { EXIT, exitCodeOf } from "./exit-code.ts";
import type { CommandModule } from "./invocation.ts";
import { createOutput, oneLine } from "./output.ts";
import { StoppedError } from "./signals/stop-request.ts";
import { VERSION } from "./version.ts";

type Load = () => Promise<CommandModule>;

const program = new Command("pleura")
  .description("Self-supervised chest X-ray models on WebGPU. Research use. Not for diagnosis.")
  .version(VERSION)
  .enablePositionalOptions();

let exitCode: number = EXIT.ok;

/** Adds the flags that every command has, and runs the lazily loaded module. */
function declare(
  parent: Command,
  name: string,
  summary: string,
  load: Load,
  out = "folder for the results",
): Command {
  const command = parent
    .command(name)
    .description(summary)
    .option("--json", "data on stdout, one JSON object per line")
    .option("--config <file>", "settings from a YAML file")
    .option("--set <key=value>", "one setting, such as unet.width=16 (repeatable)", collect, [])
    .option("--seed <n>", "seed of all randomness")
    .option("--adapter <name>", "use the GPU whose name contains this")
    .option("--out <path>", out);
  command.action(async () => {
    const { json, ...flags } = command.opts();
    // Commander gives a `--no-` flag that is not there as true, which would outvote the settings file.
    if (command.getOptionValueSource("tune") === "default") delete flags["tune"];
    if (flags["cache"] === false) flags["cache"] = "none";
    const output = createOutput(json === true);
    const { run } = await load();
    exitCode = await run({ files: command.args, flags, output });
  });
  return command;
}

function collect(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}

/** Like `declare`, for commands whose programs choose kernel variants. */
function declareTuned(...declared: Parameters<typeof declare>): Command {
  return declare(...declared).option(
    "--no-tune",
    "kernel variants by the built-in tables, not by what doctor --tune measured",
  );
}

/** Adds the flags of commands that read a data set's images. */
function withCache(command: Command): Command {
  return command
    .option("--cache <dir>", "folder of the prepared images, instead of the user's cache folder")
    .option("--no-cache", "decode the images anew and keep none on disk")
    .option("--workers <n>", "threads that decode and change images; 0 for none");
}

/** Adds the flags that pretrain and finetune share. */
function declareTraining(name: string, summary: string, load: Load): Command {
  return withCache(declareTuned(program, name, summary, load))
    .option("--data <dir>", "data set folder with manifest.csv")
    .option("--manifest <file>", "another manifest than manifest.csv, such as a frozen split")
    .option("--preset <name>", "demo, small, medium, paper or authors")
    .option("--size <n>", "side of the square input, pixels")
    .option("--batch <n>", "images per step")
    .option("--micro-batch <n>", "images in memory at once; their gradients add up to the batch's")
    .option("--accumulate <n>", "parts of a batch whose gradients add up, instead of --micro-batch")
    .option(
      "--memory-budget <size>",
      "most memory of a step, such as 2GiB: recomputes, then splits",
    )
    .option("--epochs <n>", "passes over the training images")
    .option("--steps <n>", "stop after this many steps in all")
    .option("--minutes <n>", "stop, saved, after this much time")
    .option("--patience <n>", "stop after this many validations without a better one")
    .option("--learning-rate <x>", "peak learning rate")
    .option("--ema <decay>", "validate and keep the moving average of the weights, such as 0.999")
    .option("--every-steps <n>", "steps between checkpoints")
    .option("--validate-every-steps <n>", "steps between validations, instead of every epoch")
    .option("--precision <kind>", "f32, or mixed: f16 in memory, half of it, where the GPU can")
    .option("--dry-run", "one step, one validation batch, a checkpoint that is thrown away")
    .option("--overfit <n>", "learn n images by heart, a check of the wiring; exit 7 when it fails")
    .option("--resume [dir]", "continue the run in DIR (or --out) bit by bit");
}

declare(
  program,
  "doctor",
  "look at the GPU: features, limits, measured ceilings",
  () => import("./commands/doctor.ts"),
)
  .option("--no-measure", "leave the ceilings unmeasured")
  .option("--tuned", "show which kernel variants were measured and chosen on this GPU")
  .option("--tune", "measure the kernel variants of a preset's trainings, then show them")
  .option("--preset <name>", "whose trainings to tune: demo, small, medium, paper or authors")
  .option("--size <n>", "tune for another image size than the preset's, pixels")
  .option("--batch <n>", "tune for another batch than the preset's");

const data = program.command("data").description("make, import, check, split and count data sets");
declare(
  data,
  "synth",
  "write phantoms: made-up films with a known truth",
  () => import("./commands/data-synth.ts"),
)
  .option("--count <n>", "number of films")
  .option("--size <n>", "side in pixels");
declare(
  data,
  "import",
  "bring a downloaded source into a data set folder",
  () => import("./commands/data-import.ts"),
  "data set folder; several imports add up in it",
)
  .argument("<source>", "nih, cohen, figure1, actualmed, radiography, folder or manifest")
  .option("--root <dir>", "folder of the downloaded source, which is only read")
  .option("--as <name>", "name of this import: its source column and its folder below images/")
  .option("--images <how>", "auto, link, copy or symlink: how image files get into the data set")
  .option("--views <list>", "views to keep, such as PA,AP; all for every one")
  .option("--only <list>", "labels to keep, such as covid19,unlabelled; all for every one")
  .option("--pneumonia <rule>", "nih: exact, or contains, for findings beside others")
  .option("--drop-origins <list>", "radiography: origins whose repeats are dropped, or imported")
  .option("--patient-pattern <regex>", "folder: the patient in a file name, its first group")
  .option("--join <file>", "table with a column file whose other columns are added")
  .option("--decode", "decode every image instead of looking at its first and last bytes")
  .option("--replace", "take the place of an import of this name from another folder");
declare(
  data,
  "check",
  "find unreadable files, copies, leaks, odd images, and what sources give away",
  () => import("./commands/data-check.ts"),
  "folder for check.json, check.html and unreadable.csv",
)
  .option("--data <dir>", "data set folder")
  .option("--manifest <file>", "another manifest than manifest.csv")
  .option("--allow <names>", "no fault: unreadable, duplicates, near-duplicates, leaks")
  .option("--forbid <names>", "a fault too: suspects, confounding");
declare(
  data,
  "split",
  "freeze a split: clean (by patient), published (by image, as the paper), or by source",
  () => import("./commands/data-split.ts"),
  "file for the manifest with splits, instead of the manifest itself; a folder for leave-one-source-out",
)
  .option("--data <dir>", "data set folder")
  .option("--manifest <file>", "another manifest than manifest.csv")
  .option("--protocol <name>", "clean, published or leave-one-source-out")
  .option("--groups <file>", "check.json whose near duplicates stay in one split")
  .option(
    "--pretext <whose>",
    "patients of the pretext: others than the classifier's, or train too",
  )
  .option("--images <n>", "labelled images to use, for the published protocol (1813)")
  .option("--force", "replace splits that are frozen already");
declare(
  data,
  "stats",
  "count images and patients by source, class and split",
  () => import("./commands/data-stats.ts"),
  "file for the counts, as JSON",
)
  .option("--data <dir>", "data set folder")
  .option("--manifest <file>", "another manifest than manifest.csv");

declareTraining(
  "pretrain",
  "learn to restore distorted films (1 − SSIM), without labels",
  () => import("./commands/pretrain.ts"),
);
declareTraining(
  "finetune",
  "learn the three classes, from a pretext run or from scratch",
  () => import("./commands/finetune.ts"),
)
  .option("--init <file>", "a pretext run or .safetensors file, or scratch")
  .option("--probe", "a linear probe: frozen encoder, one dense layer on its features")
  .option("--augment <name>", "none, gentle or authors")
  .option("--label-fraction <x>", "share of each class's training labels to use, such as 0.1")
  .option(
    "--input-view <name>",
    "train on a part of the films: lungs-out, centre-out, lungs-only, ring or thumbnail",
  );

declare(
  program,
  "plan",
  "the memory that a preset's training step needs, without running it",
  () => import("./commands/plan.ts"),
  "file for the plan, as JSON",
)
  .option("--preset <name>", "demo, small, medium, paper or authors")
  .option("--task <name>", "restore or classify")
  .option("--size <n>", "side of the square input, pixels")
  .option("--batch <n>", "images per step")
  .option("--micro-batch <n>", "images in memory at once")
  .option("--memory-budget <size>", "most memory of a step, such as 2GiB")
  .option("--ema <decay>", "with a moving average of the weights")
  .option("--precision <kind>", "f32, or mixed: f16 in memory");

withCache(
  declareTuned(
    program,
    "evaluate",
    "a classifier's numbers with intervals, as a report",
    () => import("./commands/evaluate.ts"),
  ),
)
  .option("--model <run>", "run folder or .safetensors file")
  .option("--data <dir>", "data set folder")
  .option("--manifest <file>", "another manifest than manifest.csv")
  .option("--split <name>", "train, val, test or all")
  .option("--batch <n>", "images per call")
  .option("--gallery <n>", "right and wrong images to explain")
  .option("--draws <n>", "bootstrap resamplings");
withCache(
  declareTuned(
    program,
    "audit",
    "what else than lungs tells a classifier the class",
    () => import("./commands/audit.ts"),
  ),
)
  .option("--model <run>", "run folder or .safetensors file")
  .option("--data <dir>", "data set folder")
  .option("--manifest <file>", "another manifest than manifest.csv")
  .option("--pretext <run>", "a restoration model, which scores foreign images")
  .option(
    "--foreign <name=path>",
    "images that are no chest films: a folder, manifest or file (repeatable)",
    collect,
  )
  .option("--trained <run>", "a classifier trained with --input-view (repeatable)", collect)
  .option("--retrain <view>", "train the model's recipe on this view first (repeatable)", collect)
  .option("--published <run>", "the same recipe trained on the published split")
  .option("--batch <n>", "images per call")
  .option("--draws <n>", "bootstrap resamplings");
withCache(
  declareTuned(
    program,
    "explain",
    "Score-CAM heatmaps of image files, and how good they are",
    () => import("./commands/explain.ts"),
  ),
)
  .argument("[files...]", "image files")
  .option("--model <run>", "run folder or .safetensors file")
  .option("--score <kind>", "logit or probability")
  .option("--layer <name>", "block whose activations are the masks")
  .option("--batch <n>", "masked images per call")
  .option("--measures", "measure the heatmaps against other methods, on the files or on --data")
  .option("--data <dir>", "with --measures: data set folder; its column mask tells the truth")
  .option("--manifest <file>", "with --data: another manifest than manifest.csv")
  .option("--split <name>", "with --data: train, val, test or all")
  .option("--films <n>", "with --data: films to measure")
  .option("--steps <n>", "with --measures: steps of deletion and insertion, from 50")
  .option("--draws <n>", "with --measures: bootstrap resamplings")
  .option("--gallery <n>", "with --measures: films to show in explain.html");
withCache(
  declareTuned(
    program,
    "card",
    "a classifier's model card and its data set's data sheet",
    () => import("./commands/card.ts"),
    "folder for the cards; the run's own by default",
  ),
)
  .option("--model <run>", "run folder or .safetensors file")
  .option("--data <dir>", "data set folder")
  .option("--manifest <file>", "another manifest than manifest.csv")
  .option("--split <name>", "split of the numbers: train, val, test or all")
  .option("--name <text>", "what the card calls the model")
  .option("--check <file>", "check.json of the data set, for the data sheet")
  .option("--audit <file>", "audit.json of the model, for the model card")
  .option("--measures", "measure the heatmaps too")
  .option("--films <n>", "with --measures: films to measure")
  .option("--pictures <rule>", "wrong predictions in pictures: none, page, or everywhere")
  .option("--failures <n>", "wrong predictions to show")
  .option("--batch <n>", "images per call")
  .option("--draws <n>", "bootstrap resamplings");
declareTuned(
  program,
  "predict",
  "class probabilities for image files",
  () => import("./commands/predict.ts"),
)
  .argument("[files...]", "image files")
  .option("--model <run>", "run folder or .safetensors file")
  .option("--batch <n>", "images per call");

withCache(
  declareTuned(
    program,
    "demo",
    "the whole path on phantoms, ending with report.html",
    () => import("./commands/demo.ts"),
  ),
)
  .option("--data <dir>", "a data set folder instead of phantoms")
  .option("--count <n>", "number of phantom films")
  .option("--preset <name>", "demo, small, medium, paper or authors")
  .option("--size <n>", "side of the square input, pixels");

declareTuned(
  program,
  "study",
  "the paper's comparison as one table: arms, losses, seeds and shares of the labels",
  () => import("./commands/study.ts"),
)
  .option("--data <dir>", "data set folder with manifest.csv")
  .option("--manifest <file>", "another manifest than manifest.csv")
  .option("--preset <name>", "demo, small, medium, paper or authors")
  .option("--size <n>", "side of the square input, pixels")
  .option("--no-train", "write tables and pages of what is done, and train nothing");

declareTuned(
  program,
  "bench",
  "time every op and whole steps against the ceilings",
  () => import("./commands/bench.ts"),
)
  .option("--filter <text>", "only benches whose title contains this")
  .option("--preset <name>", "whose whole steps to time")
  .option("--repeats <n>", "rounds over all benches in a session")
  .option("--sessions <n>", "times to measure anew on a fresh device")
  .option("--least-ms <n>", "least time of one sample")
  .option("--soak <steps>", "train the smallest network this long; exit 7 when memory grows")
  .addOption(new Option("--paced", "wait for a line on stdin before each sample").hideHelp());

declareTuned(
  program,
  "compare",
  "tell whether one benchmark is slower than another; exit 7 when it is",
  () => import("./commands/compare.ts"),
)
  .argument("[results...]", "two bench.json files or folders with one, the older first")
  .option("--against <build>", "measure this build against another one, by turns")
  .option("--filter <text>", "only rows whose title contains this")
  .option("--preset <name>", "with --against: whose whole steps to time")
  .option("--pairs <n>", "with --against: pairs of processes")
  .option("--repeats <n>", "with --against: rounds per process")
  .option("--least-ms <n>", "with --against: least time of one sample")
  .option("--threshold <x>", "least change worth telling, such as 0.05")
  .option("--confidence <x>", "chance that all intervals hold at once");

declareTuned(
  program,
  "profile",
  "where a step's time and memory go, kernel by kernel and layer by layer",
  () => import("./commands/profile.ts"),
  "folder for profile.json, .csv, .html and trace.json",
)
  .option("--step <kind>", "pretext, finetune, inference or score-cam")
  .option("--preset <name>", "demo, small, medium, paper or authors")
  .option("--model <run>", "the network of a run folder or .safetensors file")
  .option("--size <n>", "side of the square input, pixels")
  .option("--batch <n>", "images per step")
  .option("--precision <kind>", "f32, or mixed: f16 in memory, in a training step")
  .option("--steps <n>", "steps to time")
  .option("--warmup <n>", "steps before, which are not timed")
  .option("--top <n>", "rows of each table")
  .option("--filter <text>", "only kernels and layers whose name contains this")
  .option("--sort <by>", "total, calls, median, share or name")
  .option("--timed-share <x>", "share of the launches that each step times alone, 0 to 1")
  .option("--wall-clock", "wait for each launch instead of using timestamps");

/** Runs the program and sets the exit code. */
async function main(): Promise<void> {
  try {
    for (const command of allCommands(program)) {
      command.exitOverride().configureOutput({
        outputError: () => undefined,
        writeOut: (text) => createOutput(false).text(text.replace(/\n$/, "")),
      });
    }
    await program.parseAsync(process.argv);
  } catch (error) {
    exitCode = report(error);
  }
  process.exitCode = exitCode;
}

function allCommands(root: Command): Command[] {
  return [root, ...root.commands.flatMap(allCommands)];
}

/** Tells the error in one line (a bug with its stack) and returns its exit code. */
function report(error: unknown): number {
  const output = createOutput(false);
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.ok;
    if (error.code !== "commander.help") output.say(wrongUse(error));
    return EXIT.usage;
  }
  // The words were said when the signal came.
  if (error instanceof StoppedError) return error.exitCode;
  const code = exitCodeOf(error);
  if (code === EXIT.bug) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    output.say(`pleura: this is a bug, please report it with these lines.\n${text}`);
    return code;
  }
  output.say(`pleura: ${oneLine((error as Error).message)}`);
  return code;
}

function wrongUse(error: CommanderError): string {
  const message = oneLine(error.message.replace(/^error: /, ""));
  return `pleura: ${message}${/[.?)]$/.test(message) ? "" : "."} See pleura --help.`;
}

await main();
