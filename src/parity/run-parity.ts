import { join } from 'node:path';
import type { LoadedMap } from '../map/load-map.js';
import { appendLines } from './files/append-lines.js';
import { createAsk } from './ask.js';
import { createCallerTokens, type CallerCredentials } from './clients/caller-tokens.js';
import { patient } from './replay/come-again.js';
import type { Ignores } from './compare/ignore-file.js';
import { makeFolder, writeOutput } from './files/output-files.js';
import { ParityError } from './parity-error.js';
import { printSummary } from './report/print-summary.js';
import { readRecording, type OpenRecording } from './files/read-recording.js';
import { readResults } from './files/read-results.js';
import { createRedaction, type Redaction } from './redaction/redaction.js';
import { renewedTokens } from './clients/renewed-tokens.js';
import { targetHere } from './replay/follow-link.js';
import { replay, type ReplayOptions, type Side } from './replay/replay.js';
import { reportHtml } from './report/report-html.js';
import { reportJson } from './report/report-json.js';
import { reportJunit } from './report/report-junit.js';
import type { Result } from './result.js';
import { createTally, exitCodeOf, type Summary } from './report/summary.js';
import { v1Grant } from './clients/v1-grant.js';

/** One of the two servers that are compared. */
export interface ComparedServer {
  /** Base URL without a slash at the end. */
  readonly url: string;
  readonly ca?: string | string[] | undefined;
  /** Where its paging links lead, unless to `url`. */
  readonly publicUrl?: string | undefined;
}

export interface ParityRun extends Omit<ReplayOptions, 'done' | 'writes'> {
  readonly recording: string;
  readonly candidate: ComparedServer;
  /** A live v1; undefined: the recorded replies are the control. */
  readonly control?: ComparedServer | undefined;
  readonly clients: readonly CallerCredentials[];
  readonly as?: string | undefined;
  /** Hosts that may be written to; empty: the run only reads. */
  readonly writes: readonly string[];
  /** Continues with the results in the folder. */
  readonly resume: boolean;
  readonly silent: boolean;
  readonly timeoutMs: number;
  /** HMAC key of the hashed e-mail addresses. */
  readonly emailKey?: string | undefined;
  /** Command line of this run without --only and --out; the report adds them to say how to repeat an exchange. */
  readonly command?: string | undefined;
  /** Folder for results.jsonl, report.json, junit.xml and report.html. */
  readonly out: string;
}

export interface ParityDeps {
  readonly map: LoadedMap;
  readonly ignores: Ignores;
  /** Takes a sentence for the user. */
  readonly note: (sentence: string) => void;
  /** @param share how much of the recording has been read, 0 to 1; undefined if it is not known */
  readonly onProgress: (done: number, share: number | undefined) => void;
}

export interface ParityOutcome {
  readonly summary: Summary;
  readonly text: string;
  readonly json: string;
  readonly exitCode: 0 | 1 | 2;
}

/**
 * Replays a recording against the candidate and writes the reports.
 *
 * @throws ParityError if the comparison cannot begin or continue
 */
export async function runParity(run: ParityRun, deps: ParityDeps): Promise<ParityOutcome> {
  const { map, ignores, note } = deps;
  mayWrite(run);
  const redaction = createRedaction(map, run.emailKey);
  const torn = (line: number): void => {
    note(`${run.recording}:${line}: The last line is torn and left out.`);
  };
  const recording = await readRecording(run.recording, torn);
  try {
    if (JSON.stringify(recording.header.emails) !== JSON.stringify(redaction.emails))
      throw new ParityError(`${run.recording}: Its e-mail addresses are hashed by another key, or by none.`);
    const summary = await replayInto(recording, { run, deps, redaction });
    const leftOver = ignores.leftOver();
    const json = reportJson(summary, leftOver);
    await Promise.all([
      writeOutput(join(run.out, 'report.json'), json),
      writeOutput(join(run.out, 'junit.xml'), reportJunit(summary)),
      writeOutput(join(run.out, 'report.html'), reportHtml(summary, { map, run, leftOver, at: new Date() })),
    ]);
    return { summary, text: printSummary(summary, leftOver), json, exitCode: exitCodeOf(summary) };
  } finally {
    await recording.close();
  }
}

function mayWrite({ writes, candidate, control, resume }: ParityRun): void {
  if (writes.length === 0) return;
  if (resume)
    throw new ParityError(
      'A run that writes cannot be gone on with: which ids stand for which is forgotten.',
    );
  for (const { url } of control === undefined ? [candidate] : [candidate, control]) {
    const { host } = new URL(url);
    if (!writes.includes(host))
      throw new ParityError(`${host} is not among the hosts that may be written to.`);
  }
}

async function replayInto(
  { exchanges, share }: OpenRecording,
  { run, deps, redaction }: { run: ParityRun; deps: ParityDeps; redaction: Redaction },
): Promise<Summary> {
  const { map, ignores, onProgress } = deps;
  await makeFolder(run.out);
  const path = join(run.out, 'results.jsonl');
  const tally = createTally(map.routes.map(({ id }) => id));
  const lines = await appendLines(path, { anew: !run.resume, alone: true });
  const sides = openSides(run);
  try {
    const done = run.resume ? await readResults(path, { tally, ignores }) : new Map<string, string>();
    let count = done.size;
    const onResult = async (result: Result): Promise<void> => {
      const { replies, ...told } = result;
      await lines.append(tally.add(result) ? { ...told, replies } : told);
      onProgress((count += 1), share());
    };
    const options = { ...run, writes: run.writes.length > 0, done };
    const writtenSince = options.writes ? Date.now() : undefined;
    const judging = { map, ignores, silent: run.silent, writtenSince, redaction };
    await replay(exchanges, options, { ...judging, ...sides, onResult });
  } finally {
    sides.close();
    await lines.close();
  }
  return tally.summary();
}

function openSides(run: ParityRun): { candidate: Side; control?: Side; close: () => void } {
  const open = ({ url, ca, publicUrl = url }: ComparedServer): { side: Side; close: () => void } => {
    const { concurrency: connections, timeoutMs } = run;
    const { ask: askOnce, close } = createAsk({ base: url, ca, connections, timeoutMs });
    const ask = patient(askOnce);
    const tokens = renewedTokens(() => createCallerTokens(v1Grant(ask), run.clients, run.as));
    return { side: { ask, targetHere: targetHere([url, publicUrl]), ...tokens }, close };
  };
  const candidate = open(run.candidate);
  const control = run.control === undefined ? undefined : open(run.control);
  return {
    candidate: candidate.side,
    ...(control === undefined ? {} : { control: control.side }),
    close: () => {
      candidate.close();
      control?.close();
    },
  };
}
