import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { peers } from '@orrery/servers';
import { parse } from 'yaml';

interface Container {
  readonly image: string;
  readonly command?: string | readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly stop_grace_period?: string;
}

const text = readFileSync(join(import.meta.dirname, '..', 'docker-compose.yml'), 'utf8');
const { services } = parse(text, { merge: true }) as { readonly services: Readonly<Record<string, Container>> };
const entries = Object.entries(services);

it('runs every process of ours, each as itself', () => {
  expect(Object.keys(services)).toEqual(expect.arrayContaining([...peers]));
  for (const peer of peers) {
    expect([peer, services[peer]]).toMatchObject([
      peer,
      { image: 'orrery:local', environment: { NATS_USER: peer, NATS_PASSWORD_FILE: `/secrets/nats-${peer}` } },
    ]);
  }
});

it('gives the processes and the bus no more than they need, and time to drain', () => {
  for (const name of [...peers, 'nats'])
    expect([name, services[name]]).toMatchObject([
      name,
      { read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] },
    ]);
  for (const peer of peers) expect([peer, services[peer]?.stop_grace_period]).toEqual([peer, '35s']);
});

it('opens the gateway alone, to this machine alone, and what is ours to nobody’s connection', () => {
  expect(entries.flatMap(([name, { ports }]) => (ports ?? []).map((port) => [name, port.split(':')[0]]))).toEqual([
    ['gateway', '127.0.0.1'],
  ]);
  expect(services['query-runner']?.environment).toMatchObject({ EGRESS_BLOCK: 'nats:4222,postgres:5432' });
});
