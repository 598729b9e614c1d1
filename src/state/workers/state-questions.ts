import type { Note, TallyLine } from '../shared-state.js';
import type { HeldText } from '../swapped-text.js';

/** What a worker asks the primary, which keeps what all workers know. `told: unknown`: it is done. */
export type StateQuestions = {
  readonly take: {
    readonly asked: { readonly key: string; readonly holder: string; readonly lifeMs: number };
    readonly told: boolean;
  };
  readonly release: {
    readonly asked: { readonly key: string; readonly holder: string };
    readonly told: unknown;
  };
  readonly isTaken: { readonly asked: string; readonly told: boolean };
  readonly note: {
    readonly asked: { readonly name: string; readonly note: Note };
    readonly told: unknown;
  };
  readonly notes: { readonly asked: string; readonly told: readonly Note[] };
  readonly add: {
    readonly asked: {
      readonly id: string;
      readonly lines: readonly (TallyLine & { readonly beyond: string })[];
    };
    readonly told: unknown;
  };
  readonly read: { readonly asked: null; readonly told: readonly TallyLine[] };
  readonly swap: {
    readonly asked: {
      readonly name: string;
      readonly lifeMs: number;
      readonly swap: { readonly from: string; readonly to: string } | null;
    };
    /** Null: the swap is done. */
    readonly told: HeldText | null;
  };
};

/** What the primary asks a worker: to take in what was noted. */
export type LearnQuestions = {
  readonly learn: {
    readonly asked: { readonly name: string; readonly notes: readonly Note[] };
    readonly told: unknown;
  };
};

/** The topic of both kinds of questions. */
export const stateTopic = 'state';
