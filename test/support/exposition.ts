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
 * Reads the text format 0.0.4, and nothing but that.
 *
 * @throws Error with the line that is none
 */
export function readExposition(text: string): Exposition {
  if (!text.endsWith('\n')) throw new Error('The last line does not end.');
  const types = new Map<string, string>();
  const samples: Sample[] = [];
  for (const line of text.split('\n').filter((each) => each !== '')) {
    if (line.startsWith('# HELP ')) continue;
    if (line.startsWith('# TYPE ')) {
      const [, , family = '', type = ''] = line.split(' ');
      if (types.has(family)) throw new Error(`Two types of ${family}`);
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
  return { samples, types };
}

function readLabels(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)];
  return Object.fromEntries(
    pairs.map(([, key = '', value = '']) => [key, JSON.parse(`"${value}"`) as string]),
  );
}
