import type { AskRedis } from './ask-redis.js';
import type { Tally, TallyLine } from '../shared-state.js';

export interface RedisTallyOptions {
  readonly key: string;
  /** Most lines; those under `beyond` keys come on top. */
  readonly most: number;
}

/** A tally that nobody adds to is forgotten after this time. */
const lifeMs = 400 * 86_400_000;
/** How long the id of a batch is remembered: longer than any process goes on telling it. */
const idLifeMs = 7 * 86_400_000;

/**
 * One hash: a field for each key, which holds the sums and the two times, separated by spaces. A batch is one step,
 * and its id is noted last, so that a batch whose answer got lost is told again and not added again. A field that
 * holds anything else counts from zero.
 */
const addScript = `
if redis.call('exists', KEYS[2]) == 1 then return 0 end
local most, size = tonumber(ARGV[3]), tonumber(ARGV[4])
for at = 5, #ARGV, size + 2 do
  local field = ARGV[at]
  local text = redis.call('hget', KEYS[1], field)
  if not text and redis.call('hlen', KEYS[1]) >= most then
    field = ARGV[at + 1]
    text = redis.call('hget', KEYS[1], field)
  end
  local old, new = {}, {}
  for number in string.gmatch(text or '', '%d+') do old[#old + 1] = tonumber(number) end
  for n = 1, size do
    local told = tonumber(ARGV[at + 1 + n])
    if #old ~= size then new[n] = told
    elseif n == size - 1 then new[n] = math.min(old[n], told)
    elseif n == size then new[n] = math.max(old[n], told)
    else new[n] = old[n] + told end
    new[n] = string.format('%.0f', new[n])
  end
  redis.call('hset', KEYS[1], field, table.concat(new, ' '))
end
redis.call('pexpire', KEYS[1], ARGV[1])
redis.call('set', KEYS[2], '1', 'PX', ARGV[2])
return 1`;

export function redisTally({ key, most }: RedisTallyOptions, ask: AskRedis): Tally {
  return {
    add: async (id, lines) => {
      const size = (lines[0]?.sums.length ?? 0) + 2;
      const told = lines.flatMap(({ key: field, beyond, sums, first, last }) => [
        ...[field, beyond],
        ...[...sums, first, last].map(String),
      ]);
      const given = [lifeMs, idLifeMs, most, size].map(String);
      await ask((client) =>
        client.eval(addScript, { keys: [key, `${key}:${id}`], arguments: [...given, ...told] }),
      );
    },
    read: async () => {
      const found = await ask((client) => client.hGetAll(key));
      return Object.entries(found).flatMap(([field, text]) => readLine(field, text) ?? []);
    },
  };
}

function readLine(key: string, text: string): TallyLine | undefined {
  const numbers = text.split(' ').map(Number);
  if (!numbers.every((each) => Number.isSafeInteger(each) && each >= 0)) return undefined;
  const [last, first, ...sums] = numbers.reverse();
  return first === undefined || last === undefined ? undefined : { key, sums: sums.reverse(), first, last };
}
