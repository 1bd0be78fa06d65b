import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { peers } from '@orrery/servers';
import { parse } from 'yaml';
import { dealKeys, holders, keysOf } from './provision/keys.js';
import { Secrets } from './start/secrets.js';

interface Container {
  readonly image: string;
  readonly command?: string | readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly stop_grace_period?: string;
  readonly volumes?: readonly string[];
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

it('shows each process the secrets that it reads, and no others', () => {
  for (const peer of peers) {
    const named = Object.entries(services[peer]?.environment ?? {}).flatMap(([name, value]) =>
      name.endsWith('_FILE') ? [value.replace('/secrets/', '')] : [],
    );
    expect([peer, named.toSorted()]).toEqual([peer, keysOf(peer).toSorted()]);
    expect([peer, services[peer]?.volumes]).toEqual([peer, [`keys-${peer}:/secrets:ro`]]);
  }
  expect(services['nats']?.volumes).toEqual(['keys-nats:/secrets:ro', 'nats:/data']);
  expect(services['secrets']?.volumes).toEqual(expect.arrayContaining(holders.map((holder) => `keys-${holder}:/keys/${holder}`)));
  const all = entries.filter(([, { volumes }]) => volumes?.some((volume) => volume.startsWith('secrets:')));
  expect(all.map(([name]) => name)).toEqual(['secrets', 'provision']);
});

it('deals them out as they are made, and takes away what is not to be read any more', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keys-'));
  try {
    const made = new Secrets(join(folder, 'all'));
    mkdirSync(join(folder, 'all'));
    for (const name of new Set(holders.flatMap(keysOf))) made.write(name, `the ${name}`);
    mkdirSync(join(folder, 'keys', 'ai'), { recursive: true });
    writeFileSync(join(folder, 'keys', 'ai', 'kek.json'), 'left over');
    dealKeys(made, join(folder, 'keys'));
    for (const holder of holders) {
      const own = join(folder, 'keys', holder);
      expect([holder, readdirSync(own)]).toEqual([holder, keysOf(holder).toSorted()]);
      for (const name of keysOf(holder)) expect(readFileSync(join(own, name), 'utf8')).toBe(`the ${name}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('opens the gateway alone, to this machine alone, and what is ours to nobody’s connection', () => {
  expect(entries.flatMap(([name, { ports }]) => (ports ?? []).map((port) => [name, port.split(':')[0]]))).toEqual([
    ['gateway', '127.0.0.1'],
  ]);
  expect(services['query-runner']?.environment).toMatchObject({ EGRESS_BLOCK: 'nats:4222,postgres:5432' });
});
