#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';

// Nearly all that is read at the start is there to stay: V8's room for what is not would grow to 32 MiB meanwhile, and
// an idle process never gives it back.
setFlagsFromString('--semi-space-growth-factor=1');

// undici's parser of answers is WebAssembly, one big function of it is what V8 would optimize at the first answer: half
// a second of a processor and 29 MB for a moment, of which 10 sometimes stay. Tens of thousands of answers are soon enough.
setFlagsFromString('--wasm-tiering-budget=100000000');

// At the start V8's room for young objects is small, and most outlive it while a few requests are on their way: V8 would
// go on to make their like among the old ones, which hold every request's objects until all memory is collected.
setFlagsFromString('--no-allocation-site-pretenuring');

// The first process of a container hears only the signals that it listens for, and loading the rest takes a moment.
for (const [signal, code] of [['SIGTERM', 143] as const, ['SIGINT', 130] as const]) {
  process.once(signal, () => {
    if (process.listenerCount(signal) === 0) process.exit(code);
  });
}
// What it asks for is done anyway while everything is read for the first time.
const ignore = (): void => undefined;
process.on('SIGHUP', ignore);

const { runCli } = await import('./cli.js');
await runCli(process.argv);
setFlagsFromString('--semi-space-growth-factor=2');
// Collecting all memory holds requests up for some 30 ms on a single core. Left to itself V8 does so each time that some
// 10 MB have come on top of what lives, every four seconds at 4,400 requests a second; this way when that has doubled.
setFlagsFromString('--heap-growing-percent=100');
process.off('SIGHUP', ignore);
