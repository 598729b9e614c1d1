import { closedLoop } from './load/closed-loop.js';
import { openLoop } from './load/open-loop.js';
import { requestText } from './load/request-text.js';
import type { Timing } from './load/timing.js';
import type { Load } from './load/with-connections.js';
import { checkAnswer } from './check-answer.js';
import { cpuMicroseconds } from './process-figures.js';
import type { ContenderName } from './start-contender.js';
import type { Workload } from './workloads.js';

export interface Contender {
  readonly name: ContenderName;
  readonly url: string;
  readonly pid: number;
}

export interface Sample extends Timing {
  /** Microseconds of the contender's processor time for each request. */
  readonly cpu: number;
}

export type Samples = ReadonlyMap<ContenderName, readonly Sample[]>;

export interface Course {
  readonly rounds: number;
  readonly seconds: number;
  /** A v1 token. */
  readonly token: string;
}

/** After this many requests the JIT has compiled what it will compile. */
const warmAfter = 20_000;
const warmSeconds = 3;

/** Checks and warms up all contenders, then lets them take turns, each round beginning with another. */
export async function runRounds(
  workload: Workload,
  contenders: readonly Contender[],
  course: Course,
): Promise<Samples> {
  for (const contender of contenders) await checkAnswer(workload, { ...contender, token: course.token });
  const loadOf = (contender: Contender, seconds: number): Load => ({
    url: contender.url,
    request: (n) => requestText(workload.request(n), course.token),
    connections: workload.connections,
    seconds,
  });
  const samples = new Map(contenders.map(({ name }) => [name, [] as Sample[]]));
  let rate: number | undefined;
  for (const contender of contenders) {
    const load = loadOf(contender, warmSeconds);
    await closedLoop(workload.pace === undefined ? load : { ...load, connections: 64 }, warmAfter);
    if (contender.name === 'holdover') rate = await paceOf(workload, load, contender.pid);
  }
  for (let round = 0; round < course.rounds; round += 1) {
    const turn = round % contenders.length;
    for (const contender of [...contenders.slice(turn), ...contenders.slice(0, turn)]) {
      const load = loadOf(contender, course.seconds);
      const before = cpuMicroseconds(contender.pid);
      const timing = await (rate === undefined ? closedLoop(load) : openLoop({ ...load, rate }));
      const cpu = (cpuMicroseconds(contender.pid) - before) / timing.count;
      samples.get(contender.name)?.push({ ...timing, cpu });
    }
  }
  return samples;
}

/** Requests per second; undefined: as fast as possible. */
async function paceOf({ pace }: Workload, load: Load, pid: number): Promise<number | undefined> {
  if (pace === undefined) return undefined;
  let rate = (await closedLoop({ ...load, connections: 64 })).perSecond / 2;
  if (pace === 'half-as-often') return rate;
  // The lower the rate, the more CPU each request takes: the rate for half a core from one measurement, corrected by a
  // second.
  for (let look = 0; look < 2; look += 1) {
    const before = cpuMicroseconds(pid);
    const { count } = await openLoop({ ...load, rate });
    rate = (500_000 * count) / (cpuMicroseconds(pid) - before);
  }
  return rate;
}
