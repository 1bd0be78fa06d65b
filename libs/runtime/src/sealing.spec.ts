import { describe, expect, it } from '@jest/globals';
import { Fault } from '@orrery/contracts';
import { randomBytes } from 'node:crypto';
import { KeyRing, passwordContext, type SecretTarget, optionContext } from './sealing.js';

const key = (): string => randomBytes(32).toString('base64');
const [k1, k2] = [key(), key()];
const ring = (active: string, keys: Record<string, string>): KeyRing => new KeyRing(JSON.stringify({ active, keys }));
const first = ring('k1', { k1 });

const target: SecretTarget = {
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  userId: '01890a5d-ac96-774b-bcce-b302099a8058',
  type: 'postgres',
  host: 'db.example.org',
  port: 5432,
  username: 'app',
  sslMode: 'prefer',
};
const context = passwordContext(target);

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'no fault';
  } catch (error) {
    return error instanceof Fault ? error.code : String(error);
  }
}

describe('a sealed secret', () => {
  it.each(['', 'pässwörd 🔑', 'x'.repeat(4_096)])('opens to what was sealed', (secret) => {
    expect(first.open(first.seal(secret, context), context)).toBe(secret);
  });

  it('is different bytes each time', () => {
    expect(first.seal('same', context)).not.toBe(first.seal('same', context));
  });

  it('does not hold what was sealed', () => {
    expect(Buffer.from(first.seal('canary', context), 'base64').includes('canary')).toBe(false);
  });

  it('is unreadable with any one byte changed, in any way', () => {
    const envelope = Buffer.from(first.seal('secret', context), 'base64');
    for (let at = 0; at < envelope.length; at++) {
      for (const mask of [1, 0x80, 0xff]) {
        const spoilt = Buffer.from(envelope);
        spoilt[at] = (spoilt[at] ?? 0) ^ mask;
        expect(codeOf(() => first.open(spoilt.toString('base64'), context))).toBe('credential_unreadable');
      }
    }
  });

  it('is unreadable when cut anywhere, or longer than it was', () => {
    const envelope = Buffer.from(first.seal('secret', context), 'base64');
    for (let length = 0; length < envelope.length; length++)
      expect(codeOf(() => first.open(envelope.subarray(0, length).toString('base64'), context))).toBe('credential_unreadable');
    const longer = Buffer.concat([envelope, Buffer.from([0])]).toString('base64');
    expect(codeOf(() => first.open(longer, context))).toBe('credential_unreadable');
  });

  it.each<[string, Partial<SecretTarget>]>([
    ['connection', { id: '01890a5d-ac96-774b-bcce-b302099a8059' }],
    ['owner', { userId: '01890a5d-ac96-774b-bcce-b302099a8059' }],
    ['type', { type: 'mysql' }],
    ['host', { host: 'evil.example.org' }],
    ['port', { port: 5433 }],
    ['username', { username: 'root' }],
    ['TLS mode', { sslMode: 'disable' }],
    ['read replica', { extraOptions: { readReplica: { host: 'evil.example.org', port: 5432 } } }],
  ])('is unreadable for another %s', (_what, change) => {
    const envelope = first.seal('secret', context);
    expect(codeOf(() => first.open(envelope, passwordContext({ ...target, ...change })))).toBe('credential_unreadable');
  });

  it('is the same whatever the case of the host', () => {
    expect(first.open(first.seal('secret', context), passwordContext({ ...target, host: 'DB.Example.org' }))).toBe('secret');
  });

  it('does not take the place of another kind of secret', () => {
    const envelope = first.seal('-----BEGIN PRIVATE KEY-----', optionContext(target, 'ssl.key'));
    expect(codeOf(() => first.open(envelope, context))).toBe('credential_unreadable');
  });
});

describe('a key ring', () => {
  it('opens what any of its keys sealed, and seals with the active one', () => {
    const old = first.seal('secret', context);
    const both = ring('k2', { k1, k2 });
    expect(both.open(old, context)).toBe('secret');
    expect(both.keyOf(both.seal('secret', context))).toBe('k2');
  });

  it('wraps a secret anew without changing it, so that the old key may go', () => {
    const rewrapped = ring('k2', { k1, k2 }).rewrap(first.seal('secret', context), context);
    expect(ring('k2', { k2 }).open(rewrapped, context)).toBe('secret');
    expect(codeOf(() => first.open(rewrapped, context))).toBe('credential_unreadable');
  });

  it('does not wrap anew what it can’t open', () => {
    expect(codeOf(() => ring('k2', { k2 }).rewrap(first.seal('secret', context), context))).toBe('credential_unreadable');
  });

  it('takes a key that is not there for unreadable, not for a mistake of ours', () => {
    expect(codeOf(() => ring('k2', { k2 }).open(first.seal('secret', context), context))).toBe('credential_unreadable');
  });

  it.each([
    ['what is no JSON', 'k1'],
    ['an active key that it has not', JSON.stringify({ active: 'k2', keys: { k1 } })],
    ['a short key', JSON.stringify({ active: 'k1', keys: { k1: Buffer.alloc(16).toString('base64') } })],
  ])('refuses %s', (_what, json) => {
    expect(() => new KeyRing(json)).toThrow();
  });

  it('says nothing about what is not an envelope', () => {
    expect(first.keyOf('')).toBeUndefined();
    expect(first.keyOf('plain text')).toBeUndefined();
  });
});
