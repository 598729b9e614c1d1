import { once } from 'node:events';
import { connect } from 'node:net';

/** Status, and bytes of the body. */
export type Answered = (status: number, bytes: number) => void;

/** One connection for one request after another; costs a tenth of what an HTTP client does. */
export interface KeptConnection {
  send(request: Buffer, answered: Answered): void;
  close(): void;
}

/** The read buffer that all sockets share; nothing in it is kept. */
const scratch = Buffer.allocUnsafe(256 * 1024);

/**
 * Reads answers with a Content-Length, which those of all contenders have.
 *
 * @param broken is called for an unreadable answer, and for a connection that ends before it is closed here
 */
export async function openKeptConnection(
  url: string,
  broken: (error: Error) => void,
): Promise<KeptConnection> {
  const { hostname, port } = new URL(url);
  const reader = answerReader();
  const callback = (length: number, buffer: Uint8Array): boolean => {
    try {
      reader.take(buffer as Buffer, length);
    } catch (error) {
      broken(error as Error);
    }
    return true;
  };
  const socket = connect({
    host: hostname,
    port: Number(port),
    noDelay: true,
    onread: { buffer: scratch, callback },
  });
  await once(socket, 'connect');
  const end = (): void => {
    broken(new Error('The contender has closed a connection.'));
  };
  socket.on('error', broken).once('close', end);
  return {
    send: (request, answered) => {
      reader.expect(answered);
      socket.write(request);
    },
    close: () => {
      socket.off('close', end).destroy();
    },
  };
}

interface AnswerReader {
  expect(answered: Answered): void;
  take(chunk: Buffer, length: number): void;
}

function answerReader(): AnswerReader {
  let answered: Answered | undefined;
  /** The received part of an incomplete head. */
  let head = '';
  let status = 0;
  let bytes = 0;
  /** Bytes of the body that are still to come; undefined while the head is read. */
  let left: number | undefined;
  /** Reads the head if it is complete; answers how much of the chunk belongs to the body. */
  const readHead = (chunk: Buffer, length: number): number => {
    const end = chunk.subarray(0, length).indexOf('\r\n\r\n');
    const before = head.length;
    head += chunk.toString('latin1', 0, end === -1 ? length : end + 4);
    const ends = head.indexOf('\r\n\r\n', Math.max(0, before - 3));
    if (ends === -1) return 0;
    status = Number(head.slice(9, 12));
    const told = /\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (told === undefined) throw new Error(`An answer without Content-Length:\n${head.slice(0, 600)}`);
    bytes = left = Number(told);
    head = '';
    return length - (ends + 4 - before);
  };
  return {
    expect: (next) => (answered = next),
    take: (chunk, length) => {
      const ofBody = left === undefined ? readHead(chunk, length) : length;
      if (left === undefined) return;
      left -= ofBody;
      if (left > 0) return;
      left = undefined;
      answered?.(status, bytes);
    },
  };
}
