// What a model card and a data sheet are made from: facts that were measured or recorded, never guessed.
import type { ClassName, Interval, ManifestRow } from "@pleura/data";

/** A number with its 95 % interval. */
export interface MeasuredNumber {
  /** Such as "AUROC of covid19". */
  readonly name: string;
  /** NaN bounds are told as "interval not known". */
  readonly estimate: Interval;
  /** Images (or lesions, runs) it rests on. */
  readonly n?: number | undefined;
  /** How it was got, such as "patient bootstrap, 2,000 draws". */
  readonly method?: string | undefined;
}

/** A number of one group of images. */
export interface SubgroupNumber extends MeasuredNumber {
  /** What the groups differ in: "source", "view", "sex", "age". */
  readonly factor: string;
  /** The group, such as "AP"; empty when the images do not tell. */
  readonly group: string;
}

/** A set of images as a card tells it. */
export interface DataUse {
  readonly name: string;
  /** SHA-256 of rows and files, so that the very same data can be recognised. */
  readonly fingerprint?: string | undefined;
  readonly images: number;
  readonly patients?: number | undefined;
  readonly classes?: Readonly<Partial<Record<ClassName | "unlabelled", number>>> | undefined;
  /** Images by source. */
  readonly sources?: Readonly<Record<string, number>> | undefined;
}

/** A check for shortcuts and what it found. */
export interface AuditFact {
  readonly name: string;
  /** One sentence: what was found, soberly. */
  readonly finding: string;
  readonly numbers?: readonly MeasuredNumber[] | undefined;
}

/** A wrong prediction. */
export interface FailureFact {
  readonly file: string;
  readonly source?: string | undefined;
  readonly truth: ClassName;
  readonly predicted: ClassName;
  /** Probability of the predicted class. */
  readonly probability: number;
  /** Film and heatmap of the predicted class `[size, size]` in [0, 1]. */
  readonly picture?:
    | { readonly film: Float32Array; readonly map?: Float32Array; readonly size: number }
    | undefined;
}

/**
 * Where names and pictures of single films may go: nowhere, into the page that stays on this machine, or also into the
 * Markdown text, which is made to be committed and sent. Only made-up films may go everywhere.
 */
export type PictureRule = "none" | "page" | "everywhere";

/** All that a model card tells. Whatever is absent is told to be absent. */
export interface ModelCardFacts {
  /** Title of the model, such as "SSL U-Net + CBAM, 1 − SSIM". */
  readonly name: string;
  readonly version?: string | undefined;
  /** Day, as 2026-11-26. */
  readonly date?: string | undefined;
  readonly gitHash?: string | undefined;
  readonly license?: string | undefined;
  readonly contact?: string | undefined;
  /** One or two sentences on the network. */
  readonly architecture?: string | undefined;
  readonly parameters?: number | undefined;
  /** Side of the input in pixels. */
  readonly size?: number | undefined;
  /** What it was trained on and by: loss, schedule, seeds, adapter … Name → value as text. */
  readonly training?: Readonly<Record<string, string>> | undefined;
  /** "none" for a network that was trained from scratch. */
  readonly pretextData?: DataUse | "none" | undefined;
  readonly trainingData?: DataUse | undefined;
  readonly evaluationData?: DataUse | undefined;
  readonly metrics: readonly MeasuredNumber[];
  readonly subgroups: readonly SubgroupNumber[];
  readonly audits: readonly AuditFact[];
  /** What the measures of the heatmaps say, sentence by sentence. */
  readonly explanations?: readonly string[] | undefined;
  /** The measures themselves. */
  readonly explanationNumbers?: readonly MeasuredNumber[] | undefined;
  /** Most confident errors first. */
  readonly failures: readonly FailureFact[];
  /** Wrong predictions in all, of which `failures` shows some. */
  readonly errors?: { readonly wrong: number; readonly n: number } | undefined;
  readonly pictures: PictureRule;
  readonly caveats: readonly string[];
}

/** Where a collection comes from, as far as it is recorded. */
export interface OriginFact {
  readonly source: string;
  readonly description?: string | undefined;
  readonly url?: string | undefined;
}

/** What checking the data set found; absent parts were not checked. */
export interface DataCheckFacts {
  readonly unreadable?: number | undefined;
  readonly exactDuplicates?: number | undefined;
  readonly nearDuplicates?: number | undefined;
  /** Patients in two splits. */
  readonly leaks?: number | undefined;
  /** Films whose copies are in two splits. */
  readonly copyLeaks?: number | undefined;
  readonly suspects?: number | undefined;
  /** Images that importing left out, by reason. */
  readonly skipped?: Readonly<Record<string, number>> | undefined;
}

/** All that a data sheet tells. Whatever is absent is told to be absent. */
export interface DataSheetFacts {
  readonly name: string;
  readonly date?: string | undefined;
  readonly fingerprint?: string | undefined;
  /** Every row of the manifest; sex and age are read from columns of these names. */
  readonly rows: readonly ManifestRow[];
  /** Why the set was put together. */
  readonly motivation?: string | undefined;
  readonly origins?: readonly OriginFact[] | undefined;
  /** How images become what the model sees: size, fit … Name → value as text. */
  readonly preprocessing?: Readonly<Record<string, string>> | undefined;
  /** How the split was made. */
  readonly split?: string | undefined;
  readonly check?: DataCheckFacts | undefined;
  readonly maintenance?: string | undefined;
}

/** A written card: text for a repository, a page for a browser, and the pictures that the text shows. */
export interface Card {
  readonly markdown: string;
  readonly html: string;
  /** PNG files that belong beside the Markdown text; empty unless pictures may go everywhere. */
  readonly pictures: readonly { readonly file: string; readonly png: Uint8Array }[];
}
