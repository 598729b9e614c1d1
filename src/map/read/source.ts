import type { z } from 'zod';
import type { ErrorRow } from '../../errors/error-table.js';
import type { Contract } from './contract.js';
import type { JsonSchema } from './json-schema.js';
import type { YamlFile, YamlPath } from './read-yaml.js';
import type { callers, entrySchema, replySchema } from './schemas/entry.js';
import type { slotsSchema } from './schemas/files.js';
import type { lookupSchema, sharedStepsSchema, stepSchemas } from './schemas/steps.js';
import type { ParsedLine } from './v1-line.js';

/** The YAML of a map after its shape was checked, before the map is checked as a whole and compiled. */

export type CallSource = z.infer<typeof stepSchemas.call>;
type LookupStepSource = z.infer<typeof stepSchemas.lookup>;
type ComputeSource = z.infer<typeof stepSchemas.compute>;
export type CollectSource = z.infer<typeof stepSchemas.collect>;
export type ConfirmSource = z.infer<typeof stepSchemas.confirm>;
export type SweepSource = z.infer<typeof stepSchemas.sweep>;

/** Place of a step: in its entry, or among the shared steps that the entry uses. */
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

/** A loss as in `losses.yaml`. */
export interface NamedLoss {
  readonly why: string;
  /** The function that decides whether a value shows the loss. */
  readonly shows?: string | undefined;
  readonly differs?: readonly string[] | undefined;
}

/** A loss as listed by an entry. */
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
  /** The name of a reshape alone applies to the last answer. */
  readonly reply: string | ReplySource | undefined;
}

/** An entry as in its file, before each `use` is replaced by the shared steps. */
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

export interface SlotSource {
  readonly file: YamlFile;
  readonly yaml: z.infer<typeof slotsSchema>[string];
}

/** A row, or the name of one, with its file and path. */
export interface Placed<T> {
  readonly file: YamlFile;
  readonly path: readonly string[];
  readonly value: T;
}

export interface ErrorsSource {
  /** The last errors.yaml, where a missing row is reported. */
  readonly file: YamlFile | undefined;
  readonly codes: Map<string, Placed<ErrorRow>>;
  readonly rows: Map<string, Placed<ErrorRow>>;
  readonly v2Codes: Map<string, Placed<string>>;
  readonly v2Statuses: Map<string, Placed<string>>;
}

export interface MapSource {
  readonly folders: readonly string[];
  /** By id. An entry of a later folder has replaced an earlier one of the same id. */
  readonly entries: Map<string, EntrySource>;
  readonly lookups: Map<string, LookupSource>;
  readonly shared: Map<string, SharedSource>;
  /** Names of the shared steps that some entry uses. */
  readonly uses: ReadonlySet<string>;
  readonly slots: Map<string, SlotSource>;
  /** By their ids. */
  readonly losses: Map<string, Placed<NamedLoss>>;
  readonly errors: ErrorsSource;
  readonly claims: Set<string>;
  /** The contracts that the step lists are checked against; `v2-2015` is checked only if a folder has its contract. */
  readonly contracts: Readonly<Record<StepList, Contract | undefined>>;
  /** Entries that a later folder replaced. Their names count as used, so that replacing an entry breaks nothing. */
  readonly replaced: EntrySource[];
  /** Texts of files with a wrong shape. The names in them count as used. */
  readonly unreadable: string[];
  /** Names of these files, so that their contents are not reported as missing elsewhere. */
  readonly broken: Set<string>;
}
