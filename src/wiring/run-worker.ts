import { createTalk, type Talk } from '../state/talk.js';
import { channelTo } from './channel-to.js';
import { upkeep } from './upkeep.js';
import type { Run } from './run.js';
import { wireGateway } from './wire-gateway.js';
import { workTopic, type CrewQuestions, type WorkQuestions } from './work-questions.js';

/** The keeper hears them, and tells; a terminal and systemd send them to the workers, too. */
const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Serves beside others, and does what the keeper says; it ends with that.
 *
 * @throws ConfigError when a port cannot be opened
 */
export async function runWorker(given: Run): Promise<void> {
  for (const signal of signals) process.on(signal, () => undefined);
  const keeper = channelTo(process);
  const run = { ...given, keeper };
  const wired = await wireGateway(run);
  const talk = createTalk<CrewQuestions, WorkQuestions>(keeper, workTopic);
  answerKeeper(talk, { run, wired });
  await wired.state.open();
  await talk.ask('listening', await wired.gateway.listen());
}

function answerKeeper(
  talk: Talk<CrewQuestions, WorkQuestions>,
  { run, wired }: { run: Run; wired: Awaited<ReturnType<typeof wireGateway>> },
): void {
  const { gateway, usage } = wired;
  const { reload, release } = upkeep(run, wired);
  talk.answer('state', () => gateway.state());
  talk.answer('families', () => gateway.families());
  talk.answer('flush', async () => {
    await usage.flush();
    return true;
  });
  talk.answer('reload', () => {
    try {
      reload();
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  });
  talk.answer('leave', () => {
    gateway.leave();
    return true;
  });
  talk.answer('drain', (deadlineMs) => gateway.drain(deadlineMs));
  talk.answer('end', async () => {
    await gateway.close();
    await release();
    run.log.flush();
    return true;
  });
}
