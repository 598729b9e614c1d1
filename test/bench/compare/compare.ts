/**
 * How many exchanges of 2 KB bodies one core compares: `holdover parity`'s own comparison, and two libraries that
 * know nothing of v1. Run it with `npm run bench:compare`; the three take turns, so that a busy machine slows all.
 */
import { create } from 'jsondiffpatch';
import microdiff from 'microdiff';
import { compareReplies } from '../../../src/parity/compare/compare-replies.js';
import type { RecordedReply } from '../../../src/parity/recording.js';

const turns = 9;
const pairs = 2_000;

interface Pair {
  readonly control: RecordedReply;
  readonly candidate: RecordedReply;
}

/**
 * Users of a page of four, as JSON of about 2 KB; every fourth pair differs in one field, every eighth in the order.
 */
function makePair(n: number): Pair {
  const users = [0, 1, 2, 3].map((k) => makeUser(n * 4 + k));
  const others = structuredClone(users);
  if (n % 4 === 0 && others[1] !== undefined) others[1].loginsCount += 1;
  if (n % 8 === 1) others.reverse();
  return { control: replyOf(users), candidate: replyOf(others) };
}

function makeUser(n: number) {
  const id = `5f1e${String(n).padStart(20, '0')}`;
  return {
    _id: id,
    user_id: `auth0|${id}`,
    email: `user${n}@example.com`,
    email_verified: n % 2 === 0,
    name: `User Number ${n}`,
    nickname: `user${n}`,
    picture: `https://s.gravatar.com/avatar/${id}?s=480&r=pg`,
    clientID: '1SkHbn88HxjSI6bWHtP3fS2qHx6kwXoI',
    created_at: '2014-05-01T10:00:00.000Z',
    lastLogin: '2015-05-01T10:00:00.000Z',
    loginsCount: n % 17,
    identities: [
      { user_id: id, provider: 'auth0', connection: 'Username-Password-Authentication', isSocial: false },
    ],
    hobby: 'surf',
    roles: ['admin', 'editor'],
  };
}

function replyOf(users: unknown): RecordedReply {
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    link: '<https://t/api/users?per_page=4&page=1>; rel="next"',
  };
  return { status: 200, headers, body: { json: users } };
}

const patcher = create({ objectHash: (item) => String((item as { user_id?: string }).user_id) });
const bodyOf = ({ body }: RecordedReply): object => (body as { json: object }).json;

const rivals: Readonly<Record<string, (pair: Pair) => unknown>> = {
  holdover: ({ control, candidate }) => compareReplies(control, candidate),
  jsondiffpatch: ({ control, candidate }) => patcher.diff(bodyOf(control), bodyOf(candidate)),
  microdiff: ({ control, candidate }) => microdiff(bodyOf(control), bodyOf(candidate)),
};

/** Exchanges per second of processor time. */
function rate(work: (pair: Pair) => unknown, all: readonly Pair[]): number {
  const before = process.cpuUsage();
  for (const pair of all) work(pair);
  const { user, system } = process.cpuUsage(before);
  return (all.length / (user + system)) * 1_000_000;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;
}

const all = Array.from({ length: pairs }, (_, n) => makePair(n));
const rates = new Map(Object.keys(rivals).map((name) => [name, [] as number[]]));
for (let turn = 0; turn < turns; turn += 1) {
  for (const [name, work] of Object.entries(rivals)) rates.get(name)?.push(rate(work, all));
}
const bytes = Buffer.byteLength(JSON.stringify(all[0]?.control.body));
process.stdout.write(
  `${pairs} exchanges of ${bytes} bytes, ${turns} turns, exchanges per second of one core\n`,
);
for (const [name, found] of rates)
  process.stdout.write(
    `${name.padEnd(14)} median ${median(found).toFixed(0).padStart(8)}  least ${Math.min(...found)
      .toFixed(0)
      .padStart(8)}\n`,
  );
