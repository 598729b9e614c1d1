import type { JsonObject } from './json-value.js';
import { without } from './json-value.js';
import type { RandomSource } from './random-source.js';

/** A device credential as stored. `value` is the key or the refresh token; v2 never returns it (official). */
export interface DeviceRecord {
  /** `dcr_` and 16 letters or digits. */
  readonly id: string;
  readonly type: 'public_key' | 'refresh_token' | 'rotating_refresh_token';
  readonly device_name: string;
  readonly device_id: string;
  readonly user_id: string;
  readonly client_id?: string;
  readonly value: string;
}

/** The public keys and refresh tokens of a tenant's users. */
export class DeviceStore {
  readonly #devices = new Map<string, DeviceRecord>();

  constructor(private readonly random: RandomSource) {}

  add(device: Omit<DeviceRecord, 'id'>): DeviceRecord {
    const record = { id: `dcr_${this.random.alphanumeric(16)}`, ...device };
    this.#devices.set(record.id, record);
    return record;
  }

  all(): DeviceRecord[] {
    return [...this.#devices.values()];
  }

  ofUser(userId: string): DeviceRecord[] {
    return this.all().filter((device) => device.user_id === userId);
  }

  byRefreshToken(value: string): DeviceRecord | undefined {
    return this.all().find((device) => device.type !== 'public_key' && device.value === value);
  }

  remove(id: string): boolean {
    return this.#devices.delete(id);
  }
}

/** Recorded 2018: id, device_name, device_id, user_id, type; client_id if one was given. */
export function deviceView(device: DeviceRecord): JsonObject {
  return without({ ...device }, ['value']);
}
