import type { Crew, WorkerTalk } from './crew.js';

/** A worker that takes longer is busy, and is not heard this time. */
const patienceMs = 1_000;

/** What each worker that is there and answers in time has answered, by its id. */
export async function crewAnswers<T>(
  { members }: Pick<Crew, 'members'>,
  ask: (talk: WorkerTalk, patienceMs: number) => Promise<T>,
): Promise<ReadonlyMap<number, T>> {
  const asked = [...members].map(async ([id, talk]): Promise<[number, T]> => [
    id,
    await ask(talk, patienceMs),
  ]);
  const told = await Promise.allSettled(asked);
  return new Map(
    told.flatMap((each) => (each.status === 'fulfilled' && members.has(each.value[0]) ? [each.value] : [])),
  );
}
