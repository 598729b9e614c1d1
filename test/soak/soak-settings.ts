/** Duration and load, from the environment; the same seed gives the same schedule of faults. */
export const soakSettings = {
  chaosMinutes: numberFrom('CHAOS_MINUTES', 10),
  chaosSeed: numberFrom('CHAOS_SEED', 20_261_129),
  steadyMinutes: numberFrom('SOAK_MINUTES', 15),
  /** Requests per second of the steady load. */
  steadyRate: numberFrom('SOAK_RATE', 300),
  /** Requests per second before two replicas; a machine with spare capacity bears 200. */
  replicasRate: numberFrom('REPLICAS_RATE', 40),
} as const;

function numberFrom(key: string, usual: number): number {
  const value = Number(process.env[key] ?? usual);
  if (!(value > 0)) throw new Error(`${key} must be a number above 0.`);
  return value;
}
