// `pleura data synth`: a folder of phantoms with manifest, patients, sources, splits and lesion masks.
import { z } from "zod";
import {
  commandSettings,
  countSetting,
  seedSetting,
  textSetting,
} from "../config/command-settings.ts";
import { countNoun } from "../count-noun.ts";
import { EXIT } from "../exit-code.ts";
import type { Invocation } from "../invocation.ts";
import { writePhantoms } from "../node/write-phantoms.ts";
import { createProgress } from "../progress/progress.ts";

const schema = z.strictObject({
  out: textSetting,
  count: countSetting.max(1_000_000),
  size: z.int().min(16).max(4096),
  seed: seedSetting,
  adapter: textSetting.optional(),
});

/** Runs the command. */
export async function run(invocation: Invocation): Promise<number> {
  const settings = commandSettings(schema, invocation, { count: 60, size: 128, seed: 0 });
  const { output } = invocation;
  const progress = createProgress(output, "data synth", settings.count, "films");
  const { rows } = await writePhantoms(settings.out, settings, (done) => progress.update(done));
  progress.end();
  const patients = new Set(rows.map(({ source, patient }) => `${source} ${patient}`)).size;
  const { out, count, size, seed } = settings;
  output.json({ out, count, size, seed, patients });
  output.text(`${countNoun(count, "film")} of ${countNoun(patients, "made-up patient")} in ${out}`);
  return EXIT.ok;
}
