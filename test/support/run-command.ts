import { Command, CommanderError } from 'commander';

export interface CommandResult {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command of the program in this process and answers its output and its exit code. */
export async function runCommand(
  add: (program: Command) => void,
  args: readonly string[],
): Promise<CommandResult> {
  let out = '';
  let err = '';
  const program = new Command('holdover').exitOverride().configureOutput({
    writeOut: (text) => (out += text),
    writeErr: (text) => (err += text),
  });
  add(program);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return { exitCode: 0, out, err };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { exitCode: error.exitCode, out, err };
  }
}
