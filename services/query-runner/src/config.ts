import { readConfig, rotationSettings, type RotationConfig, secret, serviceSettings } from '@orrery/runtime';
import { z } from 'zod';

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );

const settings = z.object({
  ...serviceSettings,
  /** The key ring that opens sealed passwords: JSON {active, keys}. */
  KEK: secret(),
  /** `local`: loopback and private addresses may be connected to. `tenant`: only what is public, or listed in EGRESS_ALLOW_CIDRS. */
  EGRESS: z.enum(['local', 'tenant']).default('tenant'),
  EGRESS_ALLOW_CIDRS: list,
  /** `host:port` of what is ours and nobody's target: the bus and the metadata database. */
  EGRESS_BLOCK: list,
});
export type RunnerConfig = z.output<typeof settings>;

/** The settings of this service. The only place here that reads the environment. */
export const loadConfig = (): RunnerConfig => readConfig(settings, process.env);
export const CONFIG = Symbol('config');

/** The settings of the command that rotates keys. */
export const loadRotationConfig = (): RotationConfig => readConfig(rotationSettings, process.env);
