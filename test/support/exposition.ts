/** One sample of Prometheus's text format. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Exposition {
  readonly samples: readonly Sample[];
  /** Type by family. */
  readonly types: ReadonlyMap<string, string>;
}

const nameForm = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const labelForm = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\[\\\\"n])*"';
const sampleForm = new RegExp(`^(${nameForm})(?:\\{((?:${labelForm},?)*)\\})? (\\S+)$`);

/**
 * A strict parser of the text format 0.0.4: one HELP and one TYPE of each family, before its samples; no series twice;
 * counters that end in `_total` and are never below 0; histograms whose buckets add up.
 *
 * @throws Error with the line or the family that is wrong
 */
export function readExposition(text: string): Exposition {
  if (!text.endsWith('\n')) throw new Error('The last line does not end.');
  const types = new Map<string, string>();
  const helped = new Set<string>();
  const samples: Sample[] = [];
  for (const line of text.split('\n').filter((each) => each !== '')) {
    if (line.startsWith('# HELP ')) {
      const [, , family = '', ...words] = line.split(' ');
      if (helped.has(family) || words.length === 0)
        throw new Error(`Two helps of ${family}, or an empty one`);
      helped.add(family);
      continue;
    }
    if (line.startsWith('# TYPE ')) {
      const [, , family = '', type = ''] = line.split(' ');
      if (types.has(family) || !helped.has(family)) throw new Error(`Two types of ${family}, or no help`);
      types.set(family, type);
      continue;
    }
    const [, name, labels = '', value = ''] = sampleForm.exec(line) ?? [];
    const number = value === '+Inf' ? Infinity : Number(value);
    if (name === undefined || Number.isNaN(number)) throw new Error(`This is no sample: ${line}`);
    if (!types.has(name.replace(/_(?:bucket|sum|count)$/, '')) && !types.has(name))
      throw new Error(`There is no type of ${name}`);
    samples.push({ name, labels: readLabels(labels), value: number });
  }
  checkSeries(samples);
  for (const [family, type] of types) checkFamily(family, type, samples);
  return { samples, types };
}

function readLabels(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)];
  return Object.fromEntries(
    pairs.map(([, key = '', value = '']) => [key, JSON.parse(`"${value}"`) as string]),
  );
}

function seriesOf({ name, labels }: Sample, without?: string): string {
  const kept = Object.entries(labels).filter(([label]) => label !== without);
  return `${name}${JSON.stringify(kept.sort())}`;
}

function checkSeries(samples: readonly Sample[]): void {
  const seen = new Set<string>();
  for (const series of samples.map((sample) => seriesOf(sample))) {
    if (seen.has(series)) throw new Error(`There are two of ${series}`);
    seen.add(series);
  }
}

function checkFamily(family: string, type: string, samples: readonly Sample[]): void {
  const isCounter = type === 'counter';
  if (isCounter !== family.endsWith('_total')) throw new Error(`${family} is no name for a ${type}`);
  const own = samples.filter(({ name }) => name === family);
  if (isCounter && own.some(({ value }) => value < 0)) throw new Error(`${family} is below 0`);
  if (type === 'histogram') checkHistogram(family, samples);
}

/** The buckets in order never fall, and the last, `+Inf`, equals the count. */
function checkHistogram(family: string, samples: readonly Sample[]): void {
  const counts = samples.filter(({ name }) => name === `${family}_count`);
  for (const count of counts) {
    const series = seriesOf({ ...count, name: `${family}_bucket` });
    const buckets = samples.filter(
      (each) => each.name === `${family}_bucket` && seriesOf(each, 'le') === series,
    );
    const inOrder = buckets.map(({ labels, value }) => ({ le: boundOf(labels['le']), value }));
    const falls = inOrder.some(({ le, value }, at) => {
      const before = inOrder[at - 1];
      return before !== undefined && (le <= before.le || value < before.value);
    });
    const last = inOrder.at(-1);
    if (falls || last?.le !== Infinity || last.value !== count.value)
      throw new Error(`${series} does not add up`);
  }
}

function boundOf(le: string | undefined): number {
  return le === '+Inf' ? Infinity : Number(le);
}
