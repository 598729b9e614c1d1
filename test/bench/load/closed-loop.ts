import { timingOf, type Timing } from './timing.js';
import { withConnections, type Load } from './with-connections.js';

/**
 * Keeps this many requests in flight: each connection sends again as soon as it is answered.
 *
 * @param enough ends the load early after this many answers
 * @throws Error for an answer other than 2xx
 */
export async function closedLoop(load: Load, enough = Infinity): Promise<Timing> {
  const latencies: number[] = [];
  let from = 0;
  await withConnections(load, ({ connections, finish, judge }) => {
    from = performance.now();
    const until = from + load.seconds * 1_000;
    let going = connections.length;
    for (const [n, connection] of connections.entries()) {
      const request = load.request(n);
      let sentAt = 0;
      const answered = (status: number): void => {
        const now = performance.now();
        latencies.push((now - sentAt) * 1_000);
        judge(status);
        if (now < until && latencies.length < enough) ask();
        else if ((going -= 1) === 0) finish();
      };
      const ask = (): void => {
        sentAt = performance.now();
        connection.send(request, answered);
      };
      ask();
    }
  });
  return timingOf(latencies, (performance.now() - from) / 1_000);
}
