import type { JsonObject } from '../json-value.js';
import { neededText, objectIn, type V1Answer, type V1Call, type V1Operation } from './v1-operation.js';
import { badRequest, notFound } from './v1-refusal.js';

const one = '/api/emails/:template';
const names = ['verify_email', 'welcome_email', 'reset_email', 'blocked_account'];
const fields = 'from subject body syntax resultUrl urlLifetimeInSeconds disabled'.split(' ');

/** The routes of e-mail templates (facts v1, section 8). No source shows an answer, so it is the template. */
export const v1EmailRoutes: readonly V1Operation[] = [
  { method: 'GET', path: one, answer: (call) => ({ body: theTemplate(call) }) },
  { method: 'POST', path: '/api/emails', answer: createTemplate },
  { method: 'PUT', path: one, answer: changeTemplate },
];

function createTemplate(call: V1Call): V1Answer {
  const body = objectIn(call);
  const template = knownName(neededText(body, 'template'));
  for (const key of ['from', 'subject', 'body']) neededText(body, key);
  if (call.store.emailTemplates.has(template)) throw badRequest('The template exists already.');
  return keep(call, newTemplate(template), body);
}

/** Creates the template from the body if it was never customised. */
function changeTemplate(call: V1Call): V1Answer {
  const template = knownName(call.slots['template'] ?? '');
  return keep(call, call.store.emailTemplates.get(template) ?? newTemplate(template), objectIn(call));
}

function newTemplate(template: string): JsonObject {
  return { template, syntax: 'liquid', disabled: false };
}

/** A null removes a field. */
function keep({ store }: V1Call, before: JsonObject, body: JsonObject): V1Answer {
  const sent = fields
    .filter((key) => body[key] !== undefined)
    .map((key) => [key, body[key] ?? null] as const);
  const all = { ...before, ...Object.fromEntries(sent) };
  const kept = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
  store.emailTemplates.set(neededText(before, 'template'), kept);
  return { body: kept };
}

function theTemplate({ store, slots }: V1Call): JsonObject {
  const template = store.emailTemplates.get(slots['template'] ?? '');
  if (template === undefined) throw notFound('email template not found');
  return template;
}

function knownName(name: string): string {
  if (names.includes(name)) return name;
  throw badRequest(`The templates are ${names.join(', ')}.`);
}
