import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

interface OnSocket {
  /** In request order. Not a Set: a table that it has outgrown stays in memory (`upstream/coalesced-reads.ts`). */
  readonly open: ServerResponse[];
  /** The latest request; its body may still be arriving. */
  latest: IncomingMessage | undefined;
  /** A request on this connection was refused: later requests on it are ignored. */
  doomed: boolean;
  /** Sent last, once the answers before it are out. */
  finalBytes: string | undefined;
}

function closeAll(responses: readonly ServerResponse[]): void {
  // A copy, because each response removes itself from the list.
  for (const response of [...responses]) {
    response.destroy();
    response.emit('close');
  }
}

/** Ends the socket, and destroys it after 1 s: the client may never end its side, and a paused socket never ends. */
function endSoon(socket: Duplex, finalBytes: string): void {
  const gone = (): void => void socket.destroy();
  const limit = setTimeout(gone, 1_000).unref();
  socket.once('close', () => {
    clearTimeout(limit);
  });
  socket.end(finalBytes, gone);
}

/**
 * Stops reading for good. Node resumes a socket after each request and when answers have drained, so pause each time.
 */
function readNoFurther(socket: Duplex): void {
  const stop = (): void => void socket.pause();
  setImmediate(stop);
  socket.on('resume', stop);
}

/** The requests in flight and the sockets that they came on. */
export class Traffic {
  /** While true, every answer closes its connection. */
  draining = false;
  /** No new request is accepted, and those in flight should finish fast. */
  ending = false;
  #open = 0;
  #idle: (() => void)[] = [];
  readonly #sockets = new Set<Duplex>();
  readonly #perSocket = new WeakMap<Duplex, OnSocket>();

  get inFlight(): number {
    return this.#open;
  }

  /** Raw TCP sockets, including those that have sent nothing yet. */
  track(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  /** @returns false for a request that must not be served: it was pipelined behind a refused one */
  enter(request: IncomingMessage, response: ServerResponse, left: () => void): boolean {
    const { socket } = request;
    const own = this.#perSocket.get(socket) ?? this.#meet(socket);
    if (own.doomed) return false;
    own.open.push(response);
    own.latest = request;
    this.#open += 1;
    response.on('close', () => {
      const place = own.open.indexOf(response);
      // The event may come twice: from Node and from `closeAll`.
      if (place === -1) return;
      own.open.splice(place, 1);
      // An idle connection must not keep its last request in memory.
      if (own.latest?.complete === true) own.latest = undefined;
      this.#open -= 1;
      left();
      if (own.open.length === 0 && own.finalBytes !== undefined && socket.writable)
        endSoon(socket, own.finalBytes);
      if (this.#open === 0) for (const resolve of this.#idle.splice(0)) resolve();
    });
    return true;
  }

  /** Whether an earlier request on its connection is still unanswered. */
  isBehind({ socket }: IncomingMessage): boolean {
    return (this.#perSocket.get(socket)?.open.length ?? 0) > 1;
  }

  #meet(socket: Duplex): OnSocket {
    const own: OnSocket = { open: [], latest: undefined, doomed: false, finalBytes: undefined };
    this.#perSocket.set(socket, own);
    // Node closes only the response whose turn it is, not those queued behind it.
    socket.once('close', () => setImmediate(closeAll, own.open));
    return own;
  }

  /** Ignores whatever the client sends on this connection after this request. */
  refuseFurther(request: IncomingMessage): void {
    const { socket } = request;
    const own = this.#perSocket.get(socket);
    if (own === undefined || own.doomed) return;
    own.doomed = true;
    if (this.isBehind(request)) readNoFurther(socket);
  }

  /** The request whose body is still arriving on this socket, if any. */
  unfinished(socket: Duplex): IncomingMessage | undefined {
    const latest = this.#perSocket.get(socket)?.latest;
    return latest !== undefined && !latest.complete ? latest : undefined;
  }

  /**
   * Ends the socket with these bytes, after the answers to earlier requests on it.
   *
   * @returns false where the socket is ending already: Node's parser reports an error for each further chunk
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
