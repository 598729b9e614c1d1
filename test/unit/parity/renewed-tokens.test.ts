import { describe, expect, test } from '@jest/globals';
import { renewedTokens } from '../../../src/parity/clients/renewed-tokens.js';

describe('the tokens of a shadow', () => {
  test('are requested anew after a refused or failed token, at most once a minute', async () => {
    let now = 0;
    let made = 0;
    const make = () => {
      const n = (made += 1);
      return () => (n === 2 ? Promise.reject(new Error('down')) : Promise.resolve({ bearer: `token ${n}` }));
    };
    const tokens = renewedTokens(make, () => now);
    tokens.renew();
    expect(await tokens.bearerOf('client:a')).toEqual({ bearer: 'token 1' });
    now = 60_000;
    tokens.renew();
    await expect(tokens.bearerOf('client:a')).rejects.toThrow('down');
    await expect(tokens.bearerOf('client:a')).rejects.toThrow('down');
    now = 120_000;
    await expect(tokens.bearerOf('client:a')).rejects.toThrow('down');
    expect(await tokens.bearerOf('client:a')).toEqual({ bearer: 'token 3' });
  });
});
