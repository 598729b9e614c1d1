import { counted } from '../syntax/counted.js';

const everyMs = 200;

/** The output and the clock of a progress line. */
export interface ProgressSurface {
  readonly stderr: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>;
  /** Milliseconds from any moment on. */
  readonly now: () => number;
}

export interface ProgressLine {
  /** @param share part done, 0 to 1; undefined where the total is unknown */
  readonly show: (done: number, share: number | undefined) => void;
  readonly end: () => void;
}

/** Shows the progress on one line of a terminal; writes nothing to a file. */
export function progressLine(
  { stderr, now }: ProgressSurface = { stderr: process.stderr, now: () => performance.now() },
): ProgressLine {
  const start = now();
  let last = start;
  let first: { readonly done: number; readonly share: number } | undefined;
  let isShown = false;
  return {
    show: (done, share) => {
      // Exchanges done by the earlier run, where a run is resumed, do not count for the rate.
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
