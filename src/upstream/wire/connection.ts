import { Socket } from 'node:net';

/**
 * A connection to the tenant, of which one answer at a time is read.
 *
 * To hold it, the socket has nothing to read for a while: what comes stays with the kernel, and then with the tenant.
 * undici is not told to pause, for while it does it must not hear that the connection has ended: 7.30 then asserts
 * that it has not paused, and nobody catches what is thrown (nodejs/undici#5360; mended in 8, which wants Node 22).
 */
export class Connection {
  socket: Socket | undefined;

  /** No more is read than what undici has in its hands. */
  hold(): void {
    if (this.socket !== undefined) this.socket.read = readNothing;
  }

  /** What comes next is read again. */
  release(): void {
    // Its own `read` hides that of all sockets.
    if (this.socket !== undefined) Reflect.deleteProperty(this.socket, 'read');
  }

  /** Reads on, beginning with what arrived while it was held. Never to be called while undici reads any connection. */
  resume(): void {
    this.release();
    this.socket?.emit('readable');
  }
}

/** With 0 it is Node that looks whether the end has come. */
function readNothing(this: Socket, size?: number): unknown {
  return size === 0 ? (Socket.prototype.read.call(this, 0) as unknown) : null;
}
