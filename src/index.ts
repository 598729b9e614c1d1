/** For those who embed the gateway: the parts and their types. The program itself is `main.ts`. */
export { configTable } from './config/config-table.js';
export { createGateway, type Gateway, type GatewayDeps } from './gateway/gateway.js';
export type { Listening } from './gateway/ports.js';
export { loadMap, type LoadedMap, type LoadOptions } from './map/load-map.js';
export { createLogger, type Logger } from './observe/logger.js';
export { answerV1, type PipelineDeps } from './pipeline/pipeline.js';
export type { V1Reply, V1Request } from './pipeline/exchange.js';
export { reshapes } from './reshapes/registry.js';
export { startSandbox, type Sandbox, type SandboxOptions } from './sandbox/sandbox.js';
export { createTokens, type Tokens, type TokensOptions } from './tokens/tokens.js';
export { createUpstream, type TenantUpstream, type UpstreamOptions } from './upstream/upstream.js';
