import type { OperatingState } from '../../gateway/operator/operations.js';
import type { Listening } from '../../gateway/ports/ports.js';
import type { MetricFamilies } from '../../observe/metrics/metrics.js';

/** The primary's questions to a worker. `asked: null`: no argument; `told: unknown`: it is done. */
export type WorkQuestions = {
  readonly state: { readonly asked: null; readonly told: OperatingState };
  readonly families: { readonly asked: null; readonly told: MetricFamilies };
  /** Write the usage counts to the store. */
  readonly flush: { readonly asked: null; readonly told: unknown };
  /** The answer is the reason why the old files stay in use, or null. */
  readonly reload: { readonly asked: null; readonly told: string | null };
  readonly leave: { readonly asked: null; readonly told: unknown };
  /** Deadline in milliseconds; the answer is the number of requests cut. */
  readonly drain: { readonly asked: number; readonly told: number };
  /** Close everything: the worker's last task. */
  readonly end: { readonly asked: null; readonly told: unknown };
};

/** A worker's message to the primary once it serves. */
export type PrimaryQuestions = {
  readonly listening: { readonly asked: Listening; readonly told: unknown };
};

/** The RPC topic of both directions. */
export const workTopic = 'work';
