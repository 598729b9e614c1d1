import { randomUUID } from 'node:crypto';
import { GatewayError } from '../errors/gateway-error.js';
import { stateTopic, type HubQuestions, type LearnQuestions } from './hub-questions.js';
import type { Claim, NoteKeeper, SharedState, SharedText } from './shared-state.js';
import { swappedText } from './swapped-text.js';
import { createTalk, type Channel, type Talk } from './talk.js';
import { within } from './within.js';

type ToHub = Talk<HubQuestions, LearnQuestions>;

const changeMs = 2_000;

/** The state of a worker: what it knows together with the others, the process that keeps them all knows (`hub.ts`). */
export function createWorkerState(channel: Channel): SharedState {
  const hub: ToHub = createTalk<HubQuestions, LearnQuestions>(channel, stateTopic);
  const keepers = new Map<string, NoteKeeper>();
  hub.answer('learn', ({ name, notes }) => {
    keepers.get(name)?.learn(notes);
    return true;
  });
  return {
    share: (name, keeper) => {
      keepers.set(name, keeper);
      return async (note) => {
        await hub.ask('note', { name, note }).catch(() => undefined);
        return 'here-only';
      };
    },
    claim: (key, lifeMs) => claim(hub, key, lifeMs),
    isTaken: (key) => hub.ask('isTaken', key).catch(refuse),
    tally: () => ({
      add: async (id, lines) => {
        await hub.ask('add', { id, lines });
      },
      read: () => hub.ask('read', null),
    }),
    text: (name, lifeMs) => textOf(hub, name, lifeMs),
    open: async () => {
      await Promise.all(
        [...keepers].map(async ([name, keeper]) => {
          keeper.learn(await hub.ask('notes', name));
        }),
      );
    },
    standing: () => 'not used',
    close: () => {
      hub.end();
    },
  };
}

async function claim(hub: ToHub, key: string, lifeMs: number): Promise<Claim | undefined> {
  const holder = randomUUID();
  const release = async (): Promise<void> => {
    await hub.ask('release', { key, holder }).catch(() => undefined);
  };
  const isOurs = await hub.ask('take', { key, holder, lifeMs }).catch((error: unknown) => {
    // It may be taken by now, for nobody.
    void release();
    return refuse(error);
  });
  return isOurs ? { release } : undefined;
}

/** Who goes on without an answer may write beside another. */
function refuse(error: unknown): never {
  throw new GatewayError('claim-refused', {}, { cause: error });
}

function textOf(hub: ToHub, name: string, lifeMs: number): SharedText {
  return {
    change: async (change) => {
      let isOver = false;
      const swapped = swappedText(
        async (swap) => (await hub.ask('swap', { name, lifeMs, swap: swap ?? null })) ?? undefined,
        change,
        () => isOver,
      );
      return within(changeMs, swapped).finally(() => (isOver = true));
    },
  };
}
