import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type PeerName, services } from '@orrery/contracts';
import { peers } from '@orrery/servers';
import { Secrets } from '../start/secrets.ts';

/** Who is given files of its own: our processes, and the bus. */
export const holders: readonly (PeerName | 'nats')[] = [...peers, 'nats'];

const further: Readonly<Partial<Record<PeerName, readonly string[]>>> = {
  auth: ['access-private.pem', 'pepper'],
  connections: ['kek.json'],
  'query-runner': ['kek.json'],
  gateway: ['actor-private.pem', 'access-public.pem'],
};

/** The files that one of them reads, of all that are made. */
export function keysOf(holder: PeerName | 'nats'): readonly string[] {
  if (holder === 'nats') return ['nats.conf'];
  const serves = services.some((service) => service === holder);
  return [`nats-${holder}`, ...(serves ? [`database-url-${holder}`, 'actor-public.pem'] : []), ...(further[holder] ?? [])];
}

/** Puts what each of them reads into a folder of its own, and nothing else. */
export function dealKeys(from: Secrets, folder: string): void {
  for (const holder of holders) {
    const own = join(folder, holder);
    mkdirSync(own, { recursive: true, mode: 0o700 });
    const keys = keysOf(holder);
    for (const name of readdirSync(own)) if (!keys.includes(name)) rmSync(join(own, name), { recursive: true });
    for (const name of keys) new Secrets(own).write(name, readFileSync(from.path(name), 'utf8'));
  }
}
