#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';

// Most objects made at the start live on: V8's young generation would grow to 32 MiB meanwhile, and an idle process
// never gives that back.
setFlagsFromString('--semi-space-growth-factor=1');

// undici's response parser is WebAssembly with one big function, which V8 would optimise at the first answer: half a
// second of CPU and 29 MB for a moment, of which 10 MB sometimes stay. Optimise after tens of thousands of answers.
setFlagsFromString('--wasm-tiering-budget=100000000');

// At the start the young generation is small, and most objects outlive it while a few requests are in flight. V8
// would then allocate their like in the old generation, where every request's objects stay until a full collection.
setFlagsFromString('--no-allocation-site-pretenuring');

// PID 1 of a container gets only the signals that it listens for, and loading the rest takes a moment.
for (const [signal, code] of [['SIGTERM', 143] as const, ['SIGINT', 130] as const]) {
  process.once(signal, () => {
    if (process.listenerCount(signal) === 0) process.exit(code);
  });
}
// A reload is pointless while everything is read for the first time.
const ignore = (): void => undefined;
process.on('SIGHUP', ignore);

const { runCli } = await import('./cli.js');
await runCli(process.argv);
setFlagsFromString('--semi-space-growth-factor=2');
// A full collection stops requests for some 30 ms on a single core. By default V8 runs one each time the heap has
// grown by some 10 MB (every four seconds at 4,400 requests a second); with this flag, when the heap has doubled.
setFlagsFromString('--heap-growing-percent=100');
process.off('SIGHUP', ignore);
