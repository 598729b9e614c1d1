import { readAgain } from './configured/read-again.js';
import { tellShadow } from './shadows/tell-shadow.js';
import type { Run } from './run.js';
import type { WiredGateway } from './wire-gateway.js';

export interface Upkeep {
  /**
   * Reads the configuration and all files that it names again; all or nothing.
   *
   * @throws ConfigError
   */
  readonly reload: () => void;
  /** Closes everything else after the gateway. */
  readonly release: () => Promise<void>;
}

/** How to reload a gateway and to release its parts. */
export function upkeep(run: Run, wired: WiredGateway): Upkeep {
  return {
    reload: () => {
      const next = readAgain(run);
      wired.replace(next);
      tellShadow(next.config, run.log);
    },
    release: async () => {
      await wired.closeShadows();
      await wired.usage.close();
      wired.state.close();
      await wired.upstream.close();
      await run.around.release();
      await wired.tracing.close();
    },
  };
}
