import { openKeptConnection, type KeptConnection } from './kept-connection.js';

export interface Load {
  readonly url: string;
  /** The bytes that the n-th connection sends repeatedly. */
  readonly request: (connection: number) => Buffer;
  readonly connections: number;
  readonly seconds: number;
}

export interface Opened {
  readonly connections: readonly KeptConnection[];
  readonly finish: () => void;
  readonly fail: (error: Error) => void;
  /** Fails for an answer other than 2xx. */
  readonly judge: (status: number) => void;
}

/** Opens the connections of a load for some work, and closes them once the work has finished or failed. */
export async function withConnections(
  { url, connections }: Load,
  work: (opened: Opened) => void,
): Promise<void> {
  const all: KeptConnection[] = [];
  try {
    await new Promise<void>((finish, fail) => {
      const judge = (status: number): void => {
        if (status >= 300) fail(new Error(`${url} answered ${status}`));
      };
      const open = async (): Promise<void> => {
        while (all.length < connections) all.push(await openKeptConnection(url, fail));
        work({ connections: all, finish, fail, judge });
      };
      open().catch(fail);
    });
  } finally {
    for (const connection of all) connection.close();
  }
}
