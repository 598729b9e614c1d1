// Loaded into the gateway by NODE_OPTIONS: from SIGUSR2 on V8 prints what each collection has found.
process.on('SIGUSR2', () => {
  require('node:v8').setFlagsFromString('--trace-gc-nvp');
});
