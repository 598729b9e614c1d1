import { DockerfileParser, type Instruction } from 'dockerfile-ast';

/** One `FROM` and the instructions after it, in order. */
export interface ImageStage {
  readonly name: string | undefined;
  readonly base: string;
  readonly steps: readonly ImageStep[];
}

export type ImageStep =
  | { readonly kind: 'workdir'; readonly path: string }
  | { readonly kind: 'run'; readonly command: string }
  | CopyStep;

export interface CopyStep {
  readonly kind: 'copy';
  readonly sources: readonly string[];
  readonly target: string;
  /** Another stage; undefined: the build context. */
  readonly from: string | undefined;
}

/** The last stage's settings for running it. */
export interface ImageSettings {
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly user: string;
  /** The working directory. */
  readonly directory: string;
  readonly ports: readonly number[];
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly health: {
    readonly command: readonly string[];
    readonly flags: Readonly<Record<string, string>>;
  };
}

/** @throws Error for an instruction that this parser does not know */
export function readDockerfile(text: string): {
  readonly stages: readonly ImageStage[];
  readonly settings: ImageSettings;
} {
  const stages: { name: string | undefined; base: string; steps: ImageStep[] }[] = [];
  let settings = nothingSet;
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    if (instruction.getKeyword() === 'FROM') {
      const [base = '', , name] = wordsOf(instruction);
      stages.push({ name, base, steps: [] });
      settings = nothingSet;
      continue;
    }
    const step = stepOf(instruction);
    if (step !== undefined) stages.at(-1)?.steps.push(step);
    settings = { ...settings, ...settingOf(instruction) };
  }
  return { stages, settings };
}

const nothingSet: ImageSettings = {
  env: {},
  labels: {},
  user: 'root',
  directory: '/',
  ports: [],
  entrypoint: [],
  cmd: [],
  health: { command: [], flags: {} },
};

function stepOf(instruction: Instruction): ImageStep | undefined {
  switch (instruction.getKeyword()) {
    case 'WORKDIR':
      return { kind: 'workdir', path: contentOf(instruction) };
    case 'RUN':
      return { kind: 'run', command: contentOf(instruction) };
    case 'COPY': {
      const words = wordsOf(instruction);
      const from = flagsOf(instruction)['from'];
      return { kind: 'copy', from, sources: words.slice(0, -1), target: words.at(-1) ?? '' };
    }
    default:
      return undefined;
  }
}

function settingOf(instruction: Instruction): Partial<ImageSettings> {
  switch (instruction.getKeyword()) {
    case 'ENV':
      return { env: pairsOf(instruction) };
    case 'LABEL':
      return { labels: pairsOf(instruction) };
    case 'USER':
      return { user: contentOf(instruction) };
    case 'EXPOSE':
      return { ports: wordsOf(instruction).map(Number) };
    case 'ENTRYPOINT':
      return { entrypoint: execForm(contentOf(instruction)) };
    case 'CMD':
      return { cmd: execForm(contentOf(instruction)) };
    case 'HEALTHCHECK': {
      const command = execForm(contentOf(instruction).replace(/^CMD\s+/, ''));
      return { health: { command, flags: flagsOf(instruction) } };
    }
    case 'WORKDIR':
      return { directory: contentOf(instruction) };
    case 'ARG':
    case 'COPY':
    case 'RUN':
      return {};
    default:
      throw new Error(`Nobody has thought of ${instruction.getKeyword()} yet.`);
  }
}

function contentOf(instruction: Instruction): string {
  return instruction.getArgumentsContent() ?? '';
}

function wordsOf(instruction: Instruction): string[] {
  return instruction.getArguments().map((each) => each.getValue());
}

/** All such keys of this file have a value. */
function flagsOf(instruction: Instruction): Record<string, string> {
  const flags = instruction.getTextContent().matchAll(/\s--([a-z-]+)=(\S+)/g);
  return Object.fromEntries([...flags].map(([, name = '', value = '']) => [name, value]));
}

/** `A=b C="d e"` */
function pairsOf(instruction: Instruction): Record<string, string> {
  const pairs = contentOf(instruction).matchAll(/([\w.]+)=(?:"([^"]*)"|(\S+))/g);
  return Object.fromEntries([...pairs].map(([, name = '', quoted, plain]) => [name, quoted ?? plain ?? '']));
}

/** @throws SyntaxError for the form that needs a shell */
function execForm(text: string): string[] {
  return JSON.parse(text) as string[];
}
