import type { WorkerPool, WorkerRpc } from './worker-pool.js';

/** Milliseconds; a worker that takes longer is busy and is left out. */
const patienceMs = 1_000;

/** The answers of the workers that answer in time and still serve, by worker id. */
export async function poolAnswers<T>(
  { serving: members }: Pick<WorkerPool, 'serving'>,
  ask: (rpc: WorkerRpc, patienceMs: number) => Promise<T>,
): Promise<ReadonlyMap<number, T>> {
  const asked = [...members].map(async ([id, rpc]): Promise<[number, T]> => [id, await ask(rpc, patienceMs)]);
  const told = await Promise.allSettled(asked);
  return new Map(
    told.flatMap((each) => (each.status === 'fulfilled' && members.has(each.value[0]) ? [each.value] : [])),
  );
}
