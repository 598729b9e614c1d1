import { describe, expect, test } from '@jest/globals';
import { parseV1Line, shapeOf, type ParsedLine } from '../../../src/map/read/v1-line.js';

describe('parseV1Line', () => {
  test('reads method, segments, slots and required query keys', () => {
    expect(parseV1Line('GET /api/clients/{client-id}/users?userId={user_id}&all')).toEqual({
      method: 'GET',
      path: '/api/clients/{client-id}/users',
      requiredQuery: ['userId', 'all'],
      segments: [{ text: 'api' }, { text: 'clients' }, { slot: 'client-id' }, { text: 'users' }],
      query: [
        { key: 'userId', slot: 'user_id' },
        { key: 'all', slot: undefined },
      ],
      slots: ['client-id', 'user_id'],
    });
  });

  test.each([
    'GET',
    'GET api/users',
    'get /api/users',
    'HEAD /api/users',
    'GET /api/users/',
    'GET /api//users',
    'GET /api/{a}b',
    'GET /api/../users',
    'GET /api/users?x=1',
    'GET /api/users?',
    'GET /api/{a}/{a}',
    'GET /api/users and more',
  ])('refuses %s', (text) => {
    expect(typeof parseV1Line(text)).toBe('string');
  });

  test('lines that differ in the names of slots have one shape', () => {
    const shapes = ['PUT /a/{x}/b', 'PUT /a/{y}/b?k'].map((text) => shapeOf(parseV1Line(text) as ParsedLine));
    expect(new Set(shapes)).toEqual(new Set(['/a/{}/b']));
  });
});
