import { describe, expect, test } from '@jest/globals';
import { boundsWithin, usualBounds } from '../../../src/gateway/limits/bounds.js';

describe('the connection bounds', () => {
  test.each([
    [64, 1],
    [256, 1],
    [256, 2],
    [1_024, 2],
  ])('fit into %i open files with %i ports', (openFiles, ports) => {
    const { connections, passThrough, upstream } = boundsWithin(openFiles, ports);
    expect(connections * ports + passThrough + upstream).toBeLessThan(openFiles);
    for (const bound of [connections, passThrough, upstream]) expect(bound).toBeGreaterThan(0);
  });

  test.each([20_000, 1_048_576, Infinity])('have their usual values with %d open files', (openFiles) => {
    expect(boundsWithin(openFiles, 2)).toEqual(usualBounds);
  });
});
