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
  readonly children?: readonly number[];
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

/** Where a process has spent its time, function by function, without idle time. */
export function selfTimes(profile: CpuProfile): SelfTime[] {
  const account = new Account();
  for (const [node, microseconds] of spentIn(profile)) {
    const { functionName, url } = node.callFrame;
    const ofJson = microseconds * shareOfJson(node);
    const name = nameOf(node);
    if (ofJson > 0) account.add(`JSON in ${name}`, 'JSON', ofJson);
    if (ofJson < microseconds) account.add(name, groupOf(functionName, url), microseconds - ofJson);
  }
  return account.list();
}

/** The same, but the time of Node, V8 and dependencies counts for the function of our own that called them. */
export function chargedTimes(profile: CpuProfile): SelfTime[] {
  const account = new Account();
  const parents = new Map<number, ProfileNode>();
  for (const node of profile.nodes) for (const child of node.children ?? []) parents.set(child, node);
  for (const [node, microseconds] of spentIn(profile)) {
    let payer: ProfileNode | undefined = node;
    while (payer !== undefined && !isOwn(payer.callFrame.url)) payer = parents.get(payer.id);
    const { functionName, url } = (payer ?? node).callFrame;
    if (payer === undefined) account.add('(nobody of ours)', 'none', microseconds);
    else account.add(nameOf(payer), groupOf(functionName, url), microseconds);
  }
  return account.list();
}

class Account {
  readonly #byName = new Map<string, SelfTime>();

  add(name: string, group: string, microseconds: number): void {
    const before = this.#byName.get(name)?.microseconds ?? 0;
    this.#byName.set(name, { name, group, microseconds: before + microseconds });
  }

  /** The most expensive first. */
  list(): SelfTime[] {
    return [...this.#byName.values()].sort((a, b) => b.microseconds - a.microseconds);
  }
}

function spentIn({ nodes, samples, timeDeltas }: CpuProfile): [ProfileNode, number][] {
  const spent = new Map<number, number>();
  samples.forEach((id, n) => spent.set(id, (spent.get(id) ?? 0) + (timeDeltas[n] ?? 0)));
  return nodes
    .filter(({ id, callFrame }) => spent.has(id) && callFrame.functionName !== '(idle)')
    .map((node) => [node, spent.get(node.id) ?? 0]);
}

function nameOf({ callFrame: { functionName, url, lineNumber } }: ProfileNode): string {
  const place = url === '' ? '' : ` ${url.replace(/^.*\/(?:dist|node_modules)\//, '')}:${lineNumber + 1}`;
  return `${functionName || '(anonymous)'}${place}`;
}

function isOwn(url: string): boolean {
  return url.startsWith('file:') && !url.includes('/node_modules/');
}

/** V8 counts JSON.parse and JSON.stringify as time of their caller; the line tells them apart. */
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

/** Own code by folder, dependencies by package, and the rest as Node's or V8's. */
function groupOf(functionName: string, url: string): string {
  const dependency = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url);
  if (dependency !== null) return dependency[1] ?? '';
  if (isOwn(url)) return `own: ${/\/(?:dist|bench)\/([^/]+)\//.exec(url)?.[1] ?? ''}`;
  if (url.startsWith('node:')) return nodeGroupOf(url);
  if (url.startsWith('wasm:')) return 'undici';
  if (functionName === '(garbage collector)') return 'garbage collection';
  return functionName === '(program)' ? 'native code' : 'built-in functions, system calls';
}

function nodeGroupOf(url: string): string {
  if (/^node:(_http|internal\/http)/.test(url)) return 'Node: http';
  return /^node:(net|internal\/(stream|streams))/.test(url) ? 'Node: net, streams' : 'Node: the rest';
}
