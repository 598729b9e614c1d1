import type { ExplainedStep } from './explain-steps.js';
import type { Explanation } from './explain.js';
import { scopesIn } from '../scope-set.js';

/** The output of `holdover explain`. */
export function printExplanation(explanation: Explanation): string {
  const { request, route, summary, change, line, oneAtATime, refusal, steps, lossy, mayLose, reply } =
    explanation;
  const target = request.query === '' ? request.path : `${request.path}?${request.query}`;
  const lines = [`${request.method} ${target}`];
  if (route !== undefined)
    lines.push(`  ${route}: ${summary ?? ''}`, `  v1: ${line ?? ''}`, `  change: ${change ?? ''}`);
  if (oneAtATime !== undefined) lines.push(`  one at a time: ${oneAtATime}`);
  if (refusal !== undefined)
    lines.push('', `refused: ${refusal.status} ${refusal.code}`, `  ${refusal.sentence}`);
  steps.forEach((step, n) => {
    lines.push('', ...printStep(step, n + 1));
  });
  for (const { id, why } of lossy) lines.push('', `lossy: ${id}`, `  ${why}`);
  for (const { id, why } of mayLose) lines.push('', `lossy, if the answer shows it: ${id}`, `  ${why}`);
  if (reply !== undefined) lines.push('', `reply: ${reply.status} ${reply.from}`);
  return `${lines.join('\n')}\n`;
}

function printStep(step: ExplainedStep, number: number): string[] {
  const name = step.as === undefined ? '' : `${step.as} = `;
  if (step.kind === 'compute') {
    const value = step.value === undefined ? "from v2's answer" : JSON.stringify(step.value);
    return [`${number}. ${name}${step.name}`, `   ${value}`];
  }
  const lookup = step.lookup === undefined ? '' : ` (look-up ${step.lookup})`;
  return [
    `${number}. ${name}${step.method} ${step.path}${lookup}`,
    ...(step.query.length === 0 ? [] : [`   query: ${step.query.map((pair) => pair.join('=')).join(', ')}`]),
    ...(step.body === undefined ? [] : [`   body: ${JSON.stringify(step.body)}`]),
    ...(step.scopes.length === 0 ? [] : [`   scopes: ${spoken(step.scopes)}`]),
    ...(step.lacks === undefined ? [] : [`   lacks: ${step.lacks.join(' ')}`]),
    ...(step.when === undefined ? [] : [`   only if ${step.when} is there`]),
    ...(step.onceConfirmed ? ['   only when whoever follows the link confirms it'] : []),
    ...(step.lastPage === undefined ? [] : [`   and so on, up to page ${step.lastPage}`]),
    ...(step.allPages ? ['   and so on, through all pages'] : []),
    ...(step.upTo === undefined ? [] : [`   and so on after the last item, up to ${step.upTo} items`]),
    ...(step.each === undefined ? [] : ['   and so on after the last item, to the end of the list']),
    ...step.curl.split('\n').map((each) => `   ${each}`),
    ...(step.absent === undefined
      ? []
      : ['   where v2 answers 404:', ...printStep(step.absent, number).map((each) => `   ${each}`)]),
    ...(step.each === undefined
      ? []
      : ['   for each item:', ...printStep(step.each, number).map((each) => `   ${each}`)]),
  ];
}

function spoken(scopes: readonly string[]): string {
  return scopes.map((set) => scopesIn(set).join(' and ')).join(' or ');
}
