import { randomUUID } from 'node:crypto';
import { GatewayError } from '../../errors/gateway-error.js';
import { stateTopic, type StateQuestions, type LearnQuestions } from './state-questions.js';
import type { Claim, NoteKeeper, SharedState, SharedText } from '../shared-state.js';
import { swappedText } from '../swapped-text.js';
import { createRpc, type Channel, type Rpc } from './rpc.js';
import { within } from '../within.js';

type ToPrimary = Rpc<StateQuestions, LearnQuestions>;

const changeMs = 2_000;

/** The state of a worker: the primary process keeps what the workers know together (`primary-state.ts`). */
export function createWorkerState(channel: Channel): SharedState {
  const primaryState: ToPrimary = createRpc<StateQuestions, LearnQuestions>(channel, stateTopic);
  const keepers = new Map<string, NoteKeeper>();
  primaryState.answer('learn', ({ name, notes }) => {
    keepers.get(name)?.learn(notes);
  });
  return {
    share: (name, keeper) => {
      keepers.set(name, keeper);
      return async (note) => {
        await primaryState.ask('note', { name, note }).catch(() => undefined);
        return 'here-only';
      };
    },
    claim: (key, lifeMs) => claim(primaryState, key, lifeMs),
    isTaken: (key) => primaryState.ask('isTaken', key).catch(refuse),
    tally: () => ({
      add: async (id, lines) => {
        await primaryState.ask('add', { id, lines });
      },
      read: () => primaryState.ask('read', null),
    }),
    text: (name, lifeMs) => textOf(primaryState, name, lifeMs),
    open: async () => {
      await Promise.all(
        [...keepers].map(async ([name, keeper]) => {
          keeper.learn(await primaryState.ask('notes', name));
        }),
      );
    },
    standing: () => 'not used',
    close: () => {
      primaryState.end();
    },
  };
}

async function claim(primaryState: ToPrimary, key: string, lifeMs: number): Promise<Claim | undefined> {
  const holder = randomUUID();
  const release = async (): Promise<void> => {
    await primaryState.ask('release', { key, holder }).catch(() => undefined);
  };
  const isOurs = await primaryState.ask('take', { key, holder, lifeMs }).catch((error: unknown) => {
    // The key may be taken by now, with no holder left to use it.
    void release();
    return refuse(error);
  });
  return isOurs ? { release } : undefined;
}

/** A caller that goes on without an answer may write beside another one. */
function refuse(error: unknown): never {
  throw new GatewayError('claim-refused', {}, { cause: error });
}

function textOf(primaryState: ToPrimary, name: string, lifeMs: number): SharedText {
  return {
    change: async (change) => {
      let isOver = false;
      const swapped = swappedText(
        async (swap) => (await primaryState.ask('swap', { name, lifeMs, swap: swap ?? null })) ?? undefined,
        change,
        () => isOver,
      );
      return within(changeMs, swapped).finally(() => (isOver = true));
    },
  };
}
