import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadMap } from '../../src/map/load-map.js';
import { reshapes } from '../../src/reshapes/registry.js';
import { textOf } from '../unit/reshapes/json-arbitrary.js';
import { clientTrips } from './clients.js';
import { connectionTrips } from './connections.js';
import { emailTrips } from './emails.js';
import { ruleTrips } from './rules.js';
import { shownElsewhere } from './shown-elsewhere.js';
import type { Trip } from './trip.js';
import { userTrips } from './users.js';

const map = loadMap({
  folders: ['routes-map'],
  reshapes,
  settings: { nulls: 'preserve', userMetadataKeys: [] },
  dialect: 'current',
});
const trips = [...userTrips, ...clientTrips, ...connectionTrips, ...ruleTrips, ...emailTrips];
/** How many objects of each trip are examined for the losses that they exercise. */
const lookedAt = 300;

function listedBy(entries: readonly string[]): Set<string> {
  const routes = map.routes.filter(({ id }) => entries.includes(id));
  if (routes.length !== entries.length) throw new Error(`There are no such entries: ${entries.join()}`);
  return new Set(routes.flatMap(({ lossy }) => lossy.map(({ id }) => id)));
}

/** An object exercises a loss if it would come back differently without that loss. */
function exercisedBy({ expected }: Trip<unknown>, object: unknown, listed: ReadonlySet<string>): string[] {
  const wanted = textOf(expected(object, listed));
  return [...listed].filter((id) => {
    const others = new Set([...listed].filter((other) => other !== id));
    return textOf(expected(object, others)) !== wanted;
  });
}

describe('a round trip loses nothing but what its entries list', () => {
  const exercised = new Set<string>();

  test.each(trips)('$name', (each) => {
    const listed = listedBy(each.entries);
    let objects = 0;
    fc.assert(
      fc.property(each.objects, (object) => {
        objects += 1;
        if (objects < lookedAt) for (const id of exercisedBy(each, object, listed)) exercised.add(id);
        const got = textOf(each.got(object));
        const wanted = textOf(each.expected(object, listed));
        if (got !== wanted) throw new Error(`got    ${got}\nwanted ${wanted}`);
      }),
      { numRuns: 10_000 },
    );
  });

  test('every loss is exercised by a round trip or shown by another test; to fix: shown-elsewhere.ts', () => {
    const listed = new Set(map.routes.flatMap(({ lossy }) => lossy.map(({ id }) => id)));
    const elsewhere = Object.keys(shownElsewhere);
    expect([...exercised, ...elsewhere].sort()).toEqual([...listed].sort());
  });
});

describe('a loss that no round trip can show', () => {
  test.each(Object.entries(shownElsewhere))('%s is shown by %s', (id, file) => {
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`(?<![\\w-])${id}(?![\\w-])`));
  });
});
