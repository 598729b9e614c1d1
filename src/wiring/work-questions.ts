import type { OperatingState } from '../gateway/operator/operations.js';
import type { Listening } from '../gateway/ports/ports.js';
import type { MetricFamilies } from '../observe/metrics.js';

/** What the primary asks a worker. Those with nothing to ask are told null; true: it is done. */
export type WorkQuestions = {
  readonly state: { readonly asked: null; readonly told: OperatingState };
  readonly families: { readonly asked: null; readonly told: MetricFamilies };
  /** To hand in what it has counted. */
  readonly flush: { readonly asked: null; readonly told: boolean };
  /** Told why it keeps what it had, or null. */
  readonly reload: { readonly asked: null; readonly told: string | null };
  readonly leave: { readonly asked: null; readonly told: boolean };
  /** Milliseconds, and how many requests were cut then. */
  readonly drain: { readonly asked: number; readonly told: number };
  /** To release all it has: the last that it does. */
  readonly end: { readonly asked: null; readonly told: boolean };
};

/** What a worker tells the primary, once it serves. */
export type PrimaryQuestions = {
  readonly listening: { readonly asked: Listening; readonly told: boolean };
};

/** The topic of both. */
export const workTopic = 'work';
