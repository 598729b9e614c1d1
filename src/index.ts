/** The library: holdover embedded in another program, such as an application's tests. The command is `main.ts`. */
export { embedHoldover, type Embedded, type EmbedOptions } from './wiring/embedded.js';
export { ConfigError } from './config/config-error.js';
export { demoClients, type DemoClient } from './sandbox/demo/demo-tenant.js';
export { startSandbox, type Sandbox, type SandboxOptions } from './sandbox/sandbox.js';
export { generateTokenKey } from './tokens/token-keys.js';
