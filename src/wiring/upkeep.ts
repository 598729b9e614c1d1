import { readAgain } from './read-again.js';
import { renewed } from './surroundings.js';
import { tellShadow } from './tell-shadow.js';
import type { Run } from './run.js';
import type { WiredGateway } from './wire-gateway.js';

export interface Upkeep {
  /**
   * Reads the configuration and all that it names again, all or nothing.
   *
   * @throws ConfigError
   */
  readonly reload: () => void;
  /** Ends what else runs, once the gateway is closed. */
  readonly release: () => Promise<void>;
}

/** What is done with a gateway while it runs, and after. */
export function upkeep({ config, around, log }: Run, wired: WiredGateway): Upkeep {
  return {
    reload: () => {
      const next = readAgain(config);
      wired.replace({ ...next, around: renewed(around, next.config) });
      tellShadow(next.config, log);
    },
    release: async () => {
      await wired.closeShadows();
      await wired.usage.close();
      wired.state.close();
      await wired.upstream.close();
      await around.release();
      await wired.tracing.close();
    },
  };
}
