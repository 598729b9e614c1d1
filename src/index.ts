/** holdover from within another program, as in the tests of an application. The program itself is `main.ts`. */
export { embedHoldover, type Embedded, type EmbedOptions } from './wiring/embedded.js';
export { ConfigError } from './config/config-error.js';
export { demoClients, type DemoClient } from './sandbox/demo/demo-tenant.js';
export { startSandbox, type Sandbox, type SandboxOptions } from './sandbox/sandbox.js';
export { generateTokenKey } from './tokens/token-keys.js';
