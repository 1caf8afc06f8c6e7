// The step as a whole: where its wall time goes, what was compiled, the ceilings, and what it was measured on.
import { bytesText } from "@pleura/profiling";
import { adapterName } from "../app/gpu-advice.ts";
import type { ProfileProps } from "./kernels-props.ts";
import { digits } from "./table-rows.ts";

/** Pipelines that are listed: the slowest. */
const mostPipelines = 20;

/** The tables. */
export function StepPanel({ profile: { report } }: ProfileProps) {
  const { wall, compile, ceilings, adapter, versions, cost, counts } = report;
  const percent = (ms: number) => `${digits((100 * ms) / wall.stepMs, 1)} %`;
  return (
    <div class="step-tables">
      <Facts
        title={`Wall time of a step: ${digits(wall.stepMs, 2)} ms`}
        head={["part", "ms", "of it"]}
        rows={wall.parts.map(({ name, ms }) => [name, digits(ms, 3), percent(ms)])}
      />
      <Facts
        title="Work of the host, hidden behind launches or not"
        head={["work", "ms", "of the step"]}
        rows={wall.host.map(({ name, ms }) => [name, digits(ms, 3), percent(ms)])}
      />
      <Facts
        title="Measured ceilings"
        head={["ceiling", "rate", "by"]}
        rows={[
          ["multiply-add", `${digits(ceilings.fmaGflops, 1)} GFLOP/s`, ceilings.fmaKernel],
          ["copy", `${digits(ceilings.copyGBs, 2)} GB/s`, ceilings.copyKernel],
          ...ceilings.memory.map(({ workingSetBytes, gbs, kernel }) => [
            `bytes, ${bytesText(workingSetBytes)}`,
            `${digits(gbs, 2)} GB/s`,
            kernel,
          ]),
        ]}
      />
      <Facts
        title={`Compilation: ${compile.pipelines.length} pipelines in ${digits(compile.wallMs, 0)} ms`}
        head={["pipeline", "ms after the one before", "ms until ready"]}
        rows={compile.pipelines
          .slice(0, mostPipelines)
          .map(({ name, ms, readyMs }) => [name, digits(ms, 1), digits(readyMs, 1)])}
        more={compile.pipelines.length - mostPipelines}
      />
      <Facts
        title="Measured on"
        head={["fact", "value"]}
        rows={[
          ["adapter", adapterName(adapter)],
          ["software adapter", adapter.isSoftware ? "yes" : "no"],
          [
            "subgroup size",
            adapter.subgroupSize === undefined ? "not fixed" : String(adapter.subgroupSize),
          ],
          ["f16", adapter.hasF16 ? "yes" : "no"],
          ["largest binding", bytesText(adapter.maxStorageBufferBindingSize)],
          ["submits of a step", digits(counts.submits, 1)],
          [
            "profiling costs",
            `${digits(100 * cost.share, 1)} % (${digits(cost.offMs, 2)} ms without)`,
          ],
          ...Object.entries(versions),
          ["git", report.gitHash ?? "unknown"],
          ["made", report.date],
          ["settings", JSON.stringify(report.settings)],
        ]}
      />
    </div>
  );
}

interface FactsProps {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly more?: number;
}

function Facts({ title, head, rows, more = 0 }: FactsProps) {
  return (
    <table>
      <caption>{title}</caption>
      <thead>
        <tr>
          {head.map((text, at) => (
            <th key={text} scope="col" class={at === 0 || head.length === 2 ? "words" : undefined}>
              {text}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, place) => (
          <tr key={place}>
            {row.map((text, at) => (
              <td
                key={head[at]}
                class={at === 0 || head.length === 2 ? "words name" : "number"}
                title={text}
              >
                {text}
              </td>
            ))}
          </tr>
        ))}
        {more > 0 && (
          <tr>
            <td class="muted words" colSpan={head.length}>
              and {more} quicker ones
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
