import { counted } from '../syntax/counted.js';

const everyMs = 200;

/** Where a run writes how far it is, and what it goes by. */
export interface ProgressSurface {
  readonly stderr: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>;
  /** Milliseconds from any moment on. */
  readonly now: () => number;
}

export interface ProgressLine {
  /** @param share of all there is, 0 to 1; undefined where nobody knows how much that is */
  readonly show: (done: number, share: number | undefined) => void;
  readonly end: () => void;
}

/** How far it is, on one line of a terminal; into a file nothing is written. */
export function progressLine(
  { stderr, now }: ProgressSurface = { stderr: process.stderr, now: () => performance.now() },
): ProgressLine {
  const start = now();
  let last = start;
  let first: { readonly done: number; readonly share: number } | undefined;
  let isShown = false;
  return {
    show: (done, share) => {
      // What was done before, in a run that is gone on with, took no time of this one.
      first ??= { done: done - 1, share: share ?? 0 };
      const moment = now();
      if (!stderr.isTTY || moment - last < everyMs) return;
      last = moment;
      isShown = true;
      const elapsed = moment - start;
      const rate = Math.round(((done - first.done) * 1000) / elapsed);
      const parts = [
        counted(done, 'exchange'),
        ...howFar(share, { first: first.share, elapsed }),
        `${rate} a second`,
      ];
      stderr.write(`\r${parts.join(', ')}\u001b[K`);
    },
    end: () => {
      if (isShown) stderr.write('\r\u001b[K');
    },
  };
}

function howFar(
  share: number | undefined,
  { first, elapsed }: { readonly first: number; readonly elapsed: number },
): string[] {
  if (share === undefined) return [];
  const percent = `${Math.floor(share * 100)} %`;
  if (share <= first || share >= 1) return [percent];
  return [percent, `${durationOf((elapsed * (1 - share)) / (share - first))} left`];
}

function durationOf(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 100 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
