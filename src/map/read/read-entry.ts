import { checkShape } from './check-shape.js';
import { didYouMean } from '../../syntax/did-you-mean.js';
import type { YamlFile, YamlPath } from './read-yaml.js';
import type { Report } from './report.js';
import { entrySchema, replySchema, usualCallers } from './schemas/entry.js';
import { stepSchemas } from './schemas/steps.js';
import type { EntrySource, ReplySource, StepPlace, StepSource, UseSource, WrittenEntry } from './source.js';
import { parseV1Line, type ParsedLine } from './v1-line.js';

/**
 * Reads one entry of the map: its shape, lines, steps and reply, each by its own schema.
 *
 * @returns undefined when the shape is wrong; every fault has been reported
 */
export function readEntry(id: string, file: YamlFile, report: Report): WrittenEntry | undefined {
  if (file.value === undefined) return undefined;
  const yaml = checkShape(entrySchema, file.value, { report });
  const raw = (yaml ?? file.value ?? {}) as Record<string, unknown>;
  const lines = yaml === undefined ? undefined : readLines(yaml, report);
  const listed = (list: 'v2' | 'v2-2015') => readSteps(raw[list], { file, path: [list] }, report);
  const steps = { v2: listed('v2'), 'v2-2015': listed('v2-2015') };
  const reply = readReply(raw['reply'], report);
  if (yaml === undefined || lines === undefined || reply === 'fault') return undefined;
  if (steps.v2 === 'fault' || steps['v2-2015'] === 'fault') return undefined;
  return {
    id,
    file,
    yaml,
    accepts: yaml.accepts ?? {},
    callers: yaml.callers ?? usualCallers,
    lines,
    lossy: (yaml.lossy ?? []).map((loss) => (typeof loss === 'string' ? { id: loss } : loss)),
    steps: { v2: steps.v2, 'v2-2015': steps['v2-2015'] },
    reply: reply?.reply,
  };
}

function readLines(
  { v1, also = [] }: { v1: string; also?: string[] | undefined },
  report: Report,
): EntrySource['lines'] | undefined {
  const lines: ParsedLine[] = [];
  for (const [text, path] of [[v1, ['v1']], ...also.map((each, n) => [each, ['also', n]])] as [
    string,
    YamlPath,
  ][]) {
    const line = parseV1Line(text);
    if (typeof line === 'string') report.at(path, line);
    else lines.push(line);
  }
  return lines.length === also.length + 1 ? (lines as unknown as EntrySource['lines']) : undefined;
}

function readSteps(
  source: unknown,
  { file, path }: StepPlace,
  report: Report,
): (StepSource | UseSource)[] | undefined | 'fault' {
  if (!Array.isArray(source)) return undefined;
  const steps = source.map((step, n) => readStep(step, { file, path: [...path, n] }, report));
  return steps.includes(undefined) ? 'fault' : (steps as (StepSource | UseSource)[]);
}

const kinds = ['call', 'lookup', 'compute', 'collect', 'use', 'confirm', 'sweep'] as const;

/** @returns undefined when the shape is wrong; every fault has been reported */
export function readStep(raw: unknown, place: StepPlace, report: Report): StepSource | UseSource | undefined {
  const keys = typeof raw === 'object' && raw !== null ? Object.keys(raw) : [];
  const found = kinds.filter((kind) => keys.includes(kind));
  const [kind] = found;
  if (kind === undefined) {
    const near = keys.map((key) => didYouMean(key, kinds)).find((hint) => hint !== '.') ?? '.';
    report.at(place.path, `A step is one of ${kinds.join(', ')}, and this is none${near}`);
    return undefined;
  }
  if (found.length > 1) {
    report.at(
      place.path,
      `A step is one of ${kinds.join(', ')}: write ${found.join(' and ')} as steps of their own.`,
    );
    return undefined;
  }
  const step = checkShape<unknown>(stepSchemas[kind], raw, { report, prefix: place.path });
  return step === undefined ? undefined : ({ kind, step, place } as StepSource | UseSource);
}

function readReply(raw: unknown, report: Report): { reply: string | ReplySource } | undefined | 'fault' {
  if (raw === undefined) return undefined;
  if (typeof raw === 'string') return { reply: raw };
  const reply = checkShape(replySchema, raw, { report, prefix: ['reply'] });
  if (reply === undefined) return 'fault';
  const bodies = ['text', 'body', 'each'].filter((key) => Object.hasOwn(reply, key));
  if (bodies.length === 1) return { reply };
  report.at(['reply'], 'A reply has one of text, body and each; the name of a reshape stands alone.');
  return 'fault';
}
