import type { TokenExchange } from '../../../src/tokens/grant.js';

export type Answer = Awaited<ReturnType<TokenExchange>>;

/** A token endpoint whose answers the test sets. */
export class FakeExchange {
  readonly asked: Record<string, string>[] = [];
  answer: (index: number) => Answer | Promise<Answer> = (index) => granted(`v2-${index + 1}`);

  readonly exchange: TokenExchange = (form) => {
    this.asked.push(form);
    return Promise.resolve(this.answer(this.asked.length - 1));
  };
}

export function granted(token: string, expiresIn: unknown = 86_400): Answer {
  return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: expiresIn } };
}

export function refused(status: number, error: string, description = ''): Answer {
  return { status, body: { error, error_description: description } };
}

/** A clock in milliseconds that moves when the test says so. */
export class Clock {
  time = Date.parse('2026-11-23T12:00:00Z');
  readonly now = (): number => this.time;

  pass(seconds: number): void {
    this.time += seconds * 1000;
  }
}
