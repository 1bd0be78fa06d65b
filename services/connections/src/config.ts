import { KeyRing, readConfig, rotationSettings, type RotationConfig, secret, serviceSettings } from '@orrery/runtime';
import { z } from 'zod';

function isKeyRing(json: string): boolean {
  try {
    return new KeyRing(json).active !== '';
  } catch {
    return false;
  }
}

/** The key ring that seals passwords: JSON {active, keys}. */
const KEK = secret().refine(isKeyRing, 'is not a key ring: {"active": id, "keys": {id: base64 of 32 bytes}}');

/** What the environment must say. Public for the test of it. */
export const settings = z.object({
  ...serviceSettings,
  KEK,
  /** A JSON file with the connection, or connections, that each new user is given to try. Needs not exist yet. */
  SAMPLE_CONNECTION_FILE: z.string().optional(),
});
export type ConnectionsConfig = z.output<typeof settings>;
export const CONFIG = Symbol('config');

/** The settings of this service. This file alone reads the environment. */
export const loadConfig = (): ConnectionsConfig => readConfig(settings, process.env);

/** The settings of the command that rotates keys. */
export const loadRotationConfig = (): RotationConfig => readConfig(rotationSettings, process.env);
