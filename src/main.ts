#!/usr/bin/env node

// The first process of a container hears only the signals that it listens for, and loading the rest takes a moment.
for (const [signal, code] of [['SIGTERM', 143] as const, ['SIGINT', 130] as const]) {
  process.once(signal, () => {
    if (process.listenerCount(signal) === 0) process.exit(code);
  });
}

const { runCli } = await import('./cli.js');
await runCli(process.argv);
