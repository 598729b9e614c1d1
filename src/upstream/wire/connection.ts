import { Socket } from 'node:net';

/**
 * A connection to the tenant, on which one answer at a time is read.
 *
 * While it is held, its socket has nothing to read: data stays in the kernel, and then with the tenant. undici is not
 * told to pause: if the connection ends while undici has paused, 7.30 fails an assertion that nobody catches
 * (nodejs/undici#5360; fixed in 8, which needs Node 22).
 */
export class Connection {
  socket: Socket | undefined;

  /** No more is read than what undici already has. */
  hold(): void {
    if (this.socket !== undefined) this.socket.read = readNothing;
  }

  /** What comes next is read again. */
  release(): void {
    // The socket's own `read` hides that of the prototype.
    if (this.socket !== undefined) Reflect.deleteProperty(this.socket, 'read');
  }

  /** Reads on, beginning with what arrived while it was held. Must not be called while undici reads any connection. */
  resume(): void {
    this.release();
    this.socket?.emit('readable');
  }
}

/** With size 0 it is Node that checks whether the stream has ended. */
function readNothing(this: Socket, size?: number): unknown {
  return size === 0 ? (Socket.prototype.read.call(this, 0) as unknown) : null;
}
