// Declares the command that looks at the GPU.
import type { Command } from "commander";
import type { Declarer } from "./declare-command.ts";

/** Declares `doctor`. */
export function declareDevice(program: Command, declarer: Declarer): void {
  declarer
    .plain(
      program,
      "doctor",
      "look at the GPU: features, limits, measured ceilings",
      () => import("../commands/doctor.ts"),
    )
    .option("--no-measure", "leave the ceilings unmeasured")
    .option("--tuned", "show which kernel variants were measured and chosen on this GPU")
    .option("--tune", "measure the kernel variants of a preset's trainings, then show them")
    .option("--preset <name>", "whose trainings to tune: demo, small, medium, paper or authors")
    .option("--size <n>", "tune for another image size than the preset's, pixels")
    .option("--batch <n>", "tune for another batch than the preset's");
}
