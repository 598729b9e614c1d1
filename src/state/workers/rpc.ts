import { within } from '../within.js';

/** Between two processes: what one sends, the other receives, in order. JSON. */
export interface Channel {
  send(message: object): void;
  listen(take: (message: unknown) => void): void;
}

/** By name: the type of what is asked, and of the answer. */
export type Questions = Readonly<Record<string, { readonly asked: unknown; readonly told: unknown }>>;

type Answer<Q extends Questions[string]> = (asked: Q['asked']) => Q['told'] | Promise<Q['told']>;

export interface Rpc<Theirs extends Questions, Ours extends Questions> {
  /**
   * @param patienceMs default 2,000
   * @throws Error where the other process does not answer in time, is gone, or failed
   */
  ask<Name extends keyof Theirs & string>(
    name: Name,
    asked: Theirs[Name]['asked'],
    patienceMs?: number,
  ): Promise<Theirs[Name]['told']>;
  /** A question that has no answer function here fails at the asker. */
  answer<Name extends keyof Ours & string>(name: Name, answer: Answer<Ours[Name]>): void;
  /** The other process is gone: all questions that wait for it fail. */
  end(): void;
}

/** `ask` makes it a question, `re` the answer to the question of this number. */
interface Message {
  readonly topic: string;
  readonly ask?: string;
  readonly re?: number;
  readonly number?: number;
  readonly value?: unknown;
  readonly failed?: string;
}

interface Waiting {
  readonly resolve: (told: unknown) => void;
  readonly reject: (reason: Error) => void;
}

/** Questions and answers with another process; several topics can share a channel. */
export function createRpc<Theirs extends Questions, Ours extends Questions>(
  channel: Channel,
  topic: string,
): Rpc<Theirs, Ours> {
  const waiting = new Map<number, Waiting>();
  const answers = new Map<string, (asked: unknown) => unknown>();
  let asked = 0;
  let isOver = false;
  channel.listen((heard) => {
    const message = heard as Message;
    if (message.topic !== topic) return;
    if (message.ask !== undefined) void reply(message, { channel, answers });
    else if (message.re !== undefined) settle(waiting, message.re, message);
  });
  return {
    ask: async (name, value, patienceMs = 2_000) => {
      if (isOver) throw gone();
      const number = (asked += 1);
      const told = new Promise<unknown>((resolve, reject) => {
        waiting.set(number, { resolve, reject });
      });
      channel.send({ topic, ask: name, number, value });
      return within(patienceMs, told).finally(() => waiting.delete(number));
    },
    answer: (name, answer) => {
      answers.set(name, answer);
    },
    end: () => {
      isOver = true;
      for (const { reject } of waiting.values()) reject(gone());
    },
  };
}

function gone(): Error {
  return new Error('the other process is gone');
}

function settle(waiting: ReadonlyMap<number, Waiting>, number: number, { value, failed }: Message): void {
  // An asker that has waited too long is no longer there.
  const asker = waiting.get(number);
  if (failed === undefined) asker?.resolve(value);
  else asker?.reject(new Error(failed));
}

async function reply(
  { topic, ask = '', number, value }: Message,
  { channel, answers }: { channel: Channel; answers: ReadonlyMap<string, (asked: unknown) => unknown> },
): Promise<void> {
  try {
    const answer = answers.get(ask);
    if (answer === undefined) throw new Error(`${ask} is not answered yet`);
    channel.send({ topic, re: number, value: await answer(value) });
  } catch (error) {
    channel.send({ topic, re: number, failed: (error as Error).message });
  }
}
