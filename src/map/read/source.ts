import type { z } from 'zod';
import type { Contract } from './contract.js';
import type { JsonSchema } from './json-schema.js';
import type { YamlFile, YamlPath } from './read-yaml.js';
import type { callers, entrySchema, replySchema } from './schemas/entry.js';
import type { slotsSchema } from './schemas/files.js';
import type { lookupSchema, sharedStepsSchema, stepSchemas } from './schemas/steps.js';
import type { ParsedLine } from './v1-line.js';

/** The YAML of a map, read and of the right shape, but neither checked as a whole nor compiled. */

export type CallSource = z.infer<typeof stepSchemas.call>;
type LookupStepSource = z.infer<typeof stepSchemas.lookup>;
type ComputeSource = z.infer<typeof stepSchemas.compute>;
export type CollectSource = z.infer<typeof stepSchemas.collect>;
export type ConfirmSource = z.infer<typeof stepSchemas.confirm>;
export type SweepSource = z.infer<typeof stepSchemas.sweep>;

/** Where a step stands: in its entry, or among the shared steps that the entry uses. */
export interface StepPlace {
  readonly file: YamlFile;
  readonly path: YamlPath;
}

export type StepSource = { readonly place: StepPlace } & (
  | { readonly kind: 'call'; readonly step: CallSource }
  | { readonly kind: 'lookup'; readonly step: LookupStepSource }
  | { readonly kind: 'compute'; readonly step: ComputeSource }
  | { readonly kind: 'collect'; readonly step: CollectSource }
  | { readonly kind: 'confirm'; readonly step: ConfirmSource }
  | { readonly kind: 'sweep'; readonly step: SweepSource }
);

/** Stands for shared steps until the whole map is read. */
export interface UseSource {
  readonly kind: 'use';
  readonly place: StepPlace;
  readonly step: z.infer<typeof stepSchemas.use>;
}

export type ReplySource = z.infer<typeof replySchema>;

/** A loss as `losses.yaml` has it. */
export interface NamedLoss {
  readonly why: string;
  /** The function that says of a value whether it shows the loss. */
  readonly shows?: string | undefined;
  readonly differs?: readonly string[] | undefined;
}

/** A loss of one entry. */
export type LossSource = Exclude<NonNullable<z.infer<typeof entrySchema>['lossy']>[number], string>;

export type StepList = 'v2' | 'v2-2015';

export interface EntrySource {
  /** folder.file */
  readonly id: string;
  readonly file: YamlFile;
  readonly yaml: Omit<z.infer<typeof entrySchema>, 'accepts' | 'callers' | 'lossy'>;
  readonly accepts: { readonly body?: JsonSchema | undefined; readonly query?: JsonSchema | undefined };
  readonly callers: readonly (typeof callers)[number][];
  readonly lines: readonly [ParsedLine, ...ParsedLine[]];
  readonly steps: Readonly<Record<StepList, readonly StepSource[] | undefined>>;
  readonly lossy: readonly LossSource[];
  /** A bare name reshapes the last answer. */
  readonly reply: string | ReplySource | undefined;
}

/** An entry as its file has it, before `use` is replaced by the steps that it stands for. */
export type WrittenEntry = Omit<EntrySource, 'steps'> & {
  readonly steps: Readonly<Record<StepList, readonly (StepSource | UseSource)[] | undefined>>;
};

/** `routes-map/shared/<name>.yaml`: steps that several entries use. */
export interface SharedSource {
  readonly name: string;
  readonly file: YamlFile;
  readonly yaml: z.infer<typeof sharedStepsSchema>;
}

export interface LookupSource {
  readonly name: string;
  readonly file: YamlFile;
  readonly yaml: z.infer<typeof lookupSchema>;
}

interface SlotSource {
  readonly file: YamlFile;
  readonly yaml: z.infer<typeof slotsSchema>[string];
}

/** A row, or the name of one, with the file and path where it stands. */
export interface Placed<T> {
  readonly file: YamlFile;
  readonly path: readonly string[];
  readonly value: T;
}

interface ErrorRowSource {
  readonly status: number;
  readonly error: string;
  readonly sentence: string;
}

export interface ErrorsSource {
  /** The last errors.yaml, where a missing row is reported. */
  readonly file: YamlFile | undefined;
  readonly codes: Map<string, Placed<ErrorRowSource>>;
  readonly rows: Map<string, Placed<ErrorRowSource>>;
  readonly v2Codes: Map<string, Placed<string>>;
  readonly v2Statuses: Map<string, Placed<string>>;
}

export interface MapSource {
  readonly folders: readonly string[];
  /** By id; a later folder's replaced an earlier one's. */
  readonly entries: Map<string, EntrySource>;
  readonly lookups: Map<string, LookupSource>;
  readonly shared: Map<string, SharedSource>;
  /** Names of the shared steps that an entry uses. */
  readonly uses: ReadonlySet<string>;
  readonly slots: Map<string, SlotSource>;
  /** By their ids. */
  readonly losses: Map<string, Placed<NamedLoss>>;
  readonly errors: ErrorsSource;
  readonly claims: Set<string>;
  /** What the steps of a list are held against; `v2-2015` is not held against anything unless a folder has it. */
  readonly contracts: Readonly<Record<StepList, Contract | undefined>>;
  /** Everything that was replaced by a later folder: it still counts as use, so that replacing breaks nothing. */
  readonly replaced: EntrySource[];
  /** Texts of files whose shape is wrong: what they name counts as used. */
  readonly unreadable: string[];
  /** Those files, so that what they hold is not reported as missing elsewhere. */
  readonly broken: Set<string>;
}
