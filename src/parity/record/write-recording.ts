import { appendLines, type AppendedLines } from '../files/append-lines.js';
import { ParityError } from '../parity-error.js';
import { readHeader } from '../files/read-recording.js';
import type { Exchange, RecordingHeader } from '../recording.js';

export interface RecordingWriter extends Pick<AppendedLines, 'before' | 'cut' | 'close'> {
  /** Appends the exchange with the next id; lines are written in the order of the calls. */
  readonly append: (exchange: Omit<Exchange, 'id'>) => Promise<void>;
}

/**
 * Opens a recording to continue it, or creates one.
 *
 * @throws ParityError if the file exists and is not a recording of the same kind
 */
export async function writeRecording(path: string, header: RecordingHeader): Promise<RecordingWriter> {
  const check = (first: string, whole: boolean): void => {
    if (whole) mustMatch(path, readHeader(path, { text: first, number: 1 }), header);
    else if (!isTornHeader(first)) throw new ParityError(`${path}: This is no recording; give another file.`);
  };
  const lines = await appendLines(path, { check, alone: true });
  if (lines.first === undefined) await lines.append(header);
  const before = Math.max(0, lines.before - 1);
  let count = before;
  return {
    before,
    cut: lines.cut,
    append: (exchange) => {
      count += 1;
      return lines.append({ id: String(count).padStart(6, '0'), ...exchange });
    },
    close: lines.close,
  };
}

/** A header that a crash has torn is written anew; any other file is left alone. */
function isTornHeader(text: string): boolean {
  const beginning = '{"recording":"holdover"';
  return text.startsWith(beginning) || beginning.startsWith(text);
}

function mustMatch(path: string, there: RecordingHeader, wanted: RecordingHeader): void {
  if (there.control !== wanted.control)
    throw new ParityError(`${path}: This is a recording of ${there.control ?? 'a log'}; begin another file.`);
  if (JSON.stringify(there.emails) !== JSON.stringify(wanted.emails))
    throw new ParityError(`${path}: Its e-mail addresses are written in another way; begin another file.`);
}
