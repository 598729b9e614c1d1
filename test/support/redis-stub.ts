import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A server that speaks as much of Redis's protocol (RESP2) as one connection needs. */
export interface RedisStub {
  readonly url: string;
  /** The received commands, in capitals. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** @param answers by command, in RESP; `+OK` for all others */
export async function redisStub(answers: Readonly<Record<string, string>> = {}): Promise<RedisStub> {
  const asked: string[] = [];
  const server = createServer((socket) => {
    answerCommands(socket, (command) => {
      asked.push(command);
      return answers[command] ?? '+OK';
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `redis://holdover:canary-password@127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

/** Text as a bulk string. */
export function bulk(text: string): string {
  return `$${Buffer.byteLength(text)}\r\n${text}`;
}

function answerCommands(socket: Socket, answer: (command: string) => string): void {
  let rest = '';
  socket.on('error', () => undefined);
  socket.setEncoding('utf8').on('data', (text: string) => {
    rest += text;
    for (let read = readCommand(rest); read !== undefined; read = readCommand(rest)) {
      rest = rest.slice(read.length);
      socket.write(`${answer(read.command)}\r\n`);
    }
  });
}

/** The first word of a whole command at the start of the text. Every word here is plain ASCII. */
function readCommand(text: string): { command: string; length: number } | undefined {
  const count = /^\*(\d+)\r\n/.exec(text);
  if (count === null) return undefined;
  let at = count[0].length;
  let command = '';
  for (let word = 0; word < Number(count[1]); word += 1) {
    const head = /^\$(\d+)\r\n/.exec(text.slice(at));
    if (head === null) return undefined;
    const start = at + head[0].length;
    at = start + Number(head[1]) + 2;
    if (text.length < at) return undefined;
    if (word === 0) command = text.slice(start, at - 2).toUpperCase();
  }
  return { command, length: at };
}
