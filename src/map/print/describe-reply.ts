import { readText } from '../read/reference.js';
import type { Route, Scope } from '../route.js';
import { UnknownValue } from '../compile/unknown-value.js';

/** The reply to a v1 client, for the documents. */
export interface DescribedReply {
  readonly status: number;
  /** `text OK`, `user-to-v1`, `list of user-to-v1, with Link`, `{"removed":"{connection.id}"}`. */
  readonly from: string;
}

/** @param scope what is known of one request; without it every reference is printed as `{step.field}` */
export function describeReply(route: Route, scope?: Scope): DescribedReply {
  const { reply, jsonp, gone } = route;
  if (gone !== undefined) return { status: 501, from: 'error' };
  const from = `${describeBody(route, scope)}${hasLink(route) ? ', with Link' : ''}`;
  if (jsonp === undefined) return { status: reply.status, from };
  return {
    status: 200,
    from: `script {${jsonp.callback}}({"status":${reply.status},"${jsonp.as}":...}), ${from}`,
  };
}

/** Whether replies have a `Link`. It leads to `?page=`: an entry that accepts no `page` returns the whole list. */
export function hasLink({ reply, accepts }: Route): boolean {
  return reply.page !== undefined && Object.hasOwn(accepts.query?.properties ?? {}, 'page');
}

function describeBody({ reply: { body }, steps }: Route, scope: Scope | undefined): string {
  switch (body.kind) {
    case 'text':
      return `text ${body.text}`;
    case 'one':
      return body.name;
    case 'each':
      return `list of ${body.name}`;
    case 'body': {
      const shown = scope === undefined ? withPlaces(body.template) : body.body(scope);
      const step = steps.find(({ as }) => body.template === `$${as ?? ''}`);
      if (step === undefined || !(shown instanceof UnknownValue)) return JSON.stringify(shown ?? null);
      return step.kind === 'compute' ? step.name : "v2's answer";
    }
  }
}

function withPlaces(template: unknown): unknown {
  if (typeof template === 'string') {
    const text = readText(template);
    if (text.kind === 'reference') return new UnknownValue(text.reference.text);
    return text.kind === 'literal' ? text.text : template;
  }
  if (Array.isArray(template)) return template.map(withPlaces);
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, withPlaces(value)]));
}
