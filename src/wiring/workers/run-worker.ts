import { createRpc, type Rpc } from '../../state/workers/rpc.js';
import { channelTo } from './channel-to.js';
import { upkeep } from '../upkeep.js';
import type { Run } from '../run.js';
import { wireGateway } from '../wire-gateway.js';
import { workTopic, type PrimaryQuestions, type WorkQuestions } from './work-questions.js';

/** Ignored: the primary handles them and tells the workers. A terminal and systemd send them to workers, too. */
const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Serves as one of several workers and follows the primary; it ends when the primary ends.
 *
 * @throws ConfigError when a port cannot be opened
 */
export async function runWorker(given: Run): Promise<void> {
  for (const signal of signals) process.on(signal, () => undefined);
  const primary = channelTo(process);
  const run = { ...given, primary };
  const wired = await wireGateway(run);
  const rpc = createRpc<PrimaryQuestions, WorkQuestions>(primary, workTopic);
  answerPrimary(rpc, { run, wired });
  await wired.state.open();
  await rpc.ask('listening', await wired.gateway.listen());
}

function answerPrimary(
  rpc: Rpc<PrimaryQuestions, WorkQuestions>,
  { run, wired }: { run: Run; wired: Awaited<ReturnType<typeof wireGateway>> },
): void {
  const { gateway, usage } = wired;
  const { reload, release } = upkeep(run, wired);
  rpc.answer('state', () => gateway.state());
  rpc.answer('families', () => gateway.families());
  rpc.answer('flush', () => usage.flush());
  rpc.answer('reload', () => {
    try {
      reload();
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  });
  rpc.answer('leave', () => {
    gateway.leave();
  });
  rpc.answer('drain', (deadlineMs) => gateway.drain(deadlineMs));
  rpc.answer('end', async () => {
    await gateway.close();
    await release();
    run.log.flush();
  });
}
