import { readFileSync } from 'node:fs';

/** A V8 profile, as the inspector's `Profiler.stop` answers it. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  /** Ids of nodes. */
  readonly samples: readonly number[];
  /** Microseconds between each sample and the one before. */
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  /** Samples by line, counted from 1. */
  readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[];
}

export interface SelfTime {
  readonly group: string;
  /** Function and file. */
  readonly name: string;
  readonly microseconds: number;
}

/** Where a process has spent its time, function by function; what it was idle is left out. */
export function selfTimes({ nodes, samples, timeDeltas }: CpuProfile): SelfTime[] {
  const spent = new Map<number, number>();
  samples.forEach((id, n) => spent.set(id, (spent.get(id) ?? 0) + (timeDeltas[n] ?? 0)));
  const byName = new Map<string, SelfTime>();
  const add = (name: string, group: string, microseconds: number): void => {
    const before = byName.get(name)?.microseconds ?? 0;
    byName.set(name, { name, group, microseconds: before + microseconds });
  };
  for (const node of nodes) {
    const { functionName, url, lineNumber } = node.callFrame;
    const microseconds = spent.get(node.id) ?? 0;
    if (microseconds === 0 || functionName === '(idle)') continue;
    const ofJson = microseconds * shareOfJson(node);
    const name = `${functionName || '(anonymous)'} ${placeOf(url, lineNumber)}`.trim();
    if (ofJson > 0) add(`JSON in ${name}`, 'JSON', ofJson);
    if (ofJson < microseconds) add(name, groupOf(functionName, url), microseconds - ofJson);
  }
  return [...byName.values()].sort((a, b) => b.microseconds - a.microseconds);
}

/** V8 counts JSON.parse and JSON.stringify to the function that calls them: told apart by the line. */
function shareOfJson({ callFrame: { url }, positionTicks = [] }: ProfileNode): number {
  if (!url.startsWith('file:')) return 0;
  const lines = linesOf(url);
  const isJson = (line: number): boolean => /\bJSON\.(parse|stringify)\(/.test(lines[line - 1] ?? '');
  const ticks = (some: typeof positionTicks): number => some.reduce((sum, each) => sum + each.ticks, 0);
  return ticks(positionTicks.filter(({ line }) => isJson(line))) / Math.max(1, ticks(positionTicks));
}

const linesByUrl = new Map<string, string[]>();

function linesOf(url: string): string[] {
  const known = linesByUrl.get(url);
  if (known !== undefined) return known;
  const lines = readFileSync(new URL(url), 'utf8').split('\n');
  linesByUrl.set(url, lines);
  return lines;
}

/** Own code by folder, dependencies by package, and what is Node's or V8's own. */
function groupOf(functionName: string, url: string): string {
  const dependency = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url);
  if (dependency !== null) return dependency[1] ?? '';
  if (url.startsWith('file:')) return `own: ${/\/([^/]+)\/[^/]+$/.exec(url)?.[1] ?? ''}`;
  if (url.startsWith('node:')) return nodeGroupOf(url);
  if (url.startsWith('wasm:')) return 'undici';
  if (functionName === '(garbage collector)') return 'garbage collection';
  return functionName === '(program)' ? 'native code' : 'built-in functions, system calls';
}

function nodeGroupOf(url: string): string {
  if (/^node:(_http|internal\/http)/.test(url)) return 'Node: http';
  return /^node:(net|internal\/(stream|streams))/.test(url) ? 'Node: net, streams' : 'Node: the rest';
}

function placeOf(url: string, line: number): string {
  return url === '' ? '' : `${url.replace(/^.*\/(?:dist|node_modules)\//, '')}:${line + 1}`;
}
