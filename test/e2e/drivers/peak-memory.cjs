/** Preloaded into the program: tells on stderr, when it ends, the most memory that it has had. */
process.once('exit', () => {
  process.stderr.write(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB\n`);
});
