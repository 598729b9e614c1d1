import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

interface OnSocket {
  /** In the order of their requests. No set: an old table of one keeps what was in it (`upstream/coalesced-reads.ts`). */
  readonly open: ServerResponse[];
  /** The request whose body may still be coming in. */
  latest: IncomingMessage | undefined;
  /** A request on it was refused: what comes behind that is not looked at. */
  doomed: boolean;
  /** What is sent, as the last thing, once the answers before it are out. */
  finalBytes: string | undefined;
}

function closeAll(responses: readonly ServerResponse[]): void {
  // Each of them leaves the list meanwhile.
  for (const response of [...responses]) {
    response.destroy();
    response.emit('close');
  }
}

/** An ended socket stays as long as its other side likes, and one that is not read does not even end. */
function endSoon(socket: Duplex, finalBytes: string): void {
  const gone = (): void => void socket.destroy();
  const limit = setTimeout(gone, 1_000).unref();
  socket.once('close', () => {
    clearTimeout(limit);
  });
  socket.end(finalBytes, gone);
}

/** Node resumes a socket by itself after each request and whenever answers have drained: it is paused again each time. */
function readNoFurther(socket: Duplex): void {
  const stop = (): void => void socket.pause();
  setImmediate(stop);
  socket.on('resume', stop);
}

/** What is in flight: requests, and the sockets they came on. */
export class Traffic {
  /** Every answer from now on is the last one on its connection. */
  draining = false;
  /** No request comes any more, and those in flight had better be over soon. */
  ending = false;
  #open = 0;
  #idle: (() => void)[] = [];
  readonly #sockets = new Set<Duplex>();
  readonly #perSocket = new WeakMap<Duplex, OnSocket>();

  get inFlight(): number {
    return this.#open;
  }

  /** Raw TCP sockets, also those that have not said anything yet. */
  track(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  /** @returns false for a request that must not be served: it came pipelined behind one that was refused */
  enter(request: IncomingMessage, response: ServerResponse, left: () => void): boolean {
    const { socket } = request;
    const own = this.#perSocket.get(socket) ?? this.#meet(socket);
    if (own.doomed) return false;
    own.open.push(response);
    own.latest = request;
    this.#open += 1;
    response.on('close', () => {
      const place = own.open.indexOf(response);
      // Closed twice: by Node, and by us in its place.
      if (place === -1) return;
      own.open.splice(place, 1);
      // A connection may idle for long; what was asked on it, and all that hangs on that, need not.
      if (own.latest?.complete === true) own.latest = undefined;
      this.#open -= 1;
      left();
      if (own.open.length === 0 && own.finalBytes !== undefined && socket.writable)
        endSoon(socket, own.finalBytes);
      if (this.#open === 0) for (const resolve of this.#idle.splice(0)) resolve();
    });
    return true;
  }

  /** It came before an earlier request on its connection is answered. */
  isBehind({ socket }: IncomingMessage): boolean {
    return (this.#perSocket.get(socket)?.open.length ?? 0) > 1;
  }

  #meet(socket: Duplex): OnSocket {
    const own: OnSocket = { open: [], latest: undefined, doomed: false, finalBytes: undefined };
    this.#perSocket.set(socket, own);
    // Node closes the response whose turn it is, and forgets those that are queued behind it.
    socket.once('close', () => setImmediate(closeAll, own.open));
    return own;
  }

  /** The answer to this request is the last one on its connection: what comes behind it stays with the client. */
  refuseFurther(request: IncomingMessage): void {
    const { socket } = request;
    const own = this.#perSocket.get(socket);
    if (own === undefined || own.doomed) return;
    own.doomed = true;
    if (this.isBehind(request)) readNoFurther(socket);
  }

  /** The request whose body is still coming in on this socket. */
  unfinished(socket: Duplex): IncomingMessage | undefined {
    const latest = this.#perSocket.get(socket)?.latest;
    return latest !== undefined && !latest.complete ? latest : undefined;
  }

  /**
   * Ends the socket with these bytes, after the answers that are still owed to earlier requests on it.
   *
   * @returns false where its end is settled already: Node's parser complains of each further piece
   */
  endWith(socket: Duplex, finalBytes: string): boolean {
    const own = this.#perSocket.get(socket);
    if (own?.doomed === true || own?.finalBytes !== undefined) return false;
    if (own !== undefined && own.open.length > 0) own.finalBytes = finalBytes;
    else if (socket.writable) endSoon(socket, finalBytes);
    else socket.destroy();
    return true;
  }

  whenIdle(): Promise<void> {
    if (this.#open === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  destroySockets(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
