import type { EgressGuard } from '@orrery/drivers';
import ipaddr from 'ipaddr.js';
import { lookup } from 'node:dns/promises';

/** Injection token of the guard that every socket passes. */
export const EGRESS = Symbol('egress');

export interface EgressRules {
  /** `local`: loopback and private addresses are fine. `tenant`: they are not, unless listed. */
  readonly mode: 'local' | 'tenant';
  readonly allowCidrs: readonly string[];
  /** `address:port` of what is ours; blocked in every mode. */
  readonly block: readonly string[];
}

/** Ranges that a database of somebody's can never be in: cloud metadata, broadcast and the like. */
const neverRanges = new Set([
  'linkLocal',
  'unspecified',
  'broadcast',
  'multicast',
  'reserved',
  'rfc6052',
  '6to4',
  'teredo',
  'orchid2',
]);
/** AWS's metadata service over IPv6: inside a private range, so it needs its own line. */
const metadataAddresses = new Set(['fd00:ec2::254']);
/** Ranges that only a local set-up or an explicit list opens. */
const privateRanges = new Set(['loopback', 'private', 'uniqueLocal', 'carrierGradeNat']);

const parse = (address: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined =>
  ipaddr.isValid(address) ? ipaddr.process(address) : undefined;

/**
 * Decides over resolved addresses, never over names: what a name means is only known once it is resolved.
 * @throws Error where a rule can't be read, so that a typing mistake does not open a door
 */
export function egressGuard(rules: EgressRules): EgressGuard {
  const allowed = rules.allowCidrs.map((cidr) => ipaddr.parseCIDR(cidr));
  const blocked = new Set(
    rules.block.map((entry) => {
      const at = entry.lastIndexOf(':');
      const address = parse(entry.slice(0, at).replace(/^\[|\]$/g, ''));
      if (!address) throw new Error(`EGRESS_BLOCK: “${entry}” is not address:port`);
      return `${address.toString()} ${entry.slice(at + 1)}`;
    }),
  );
  const blockedLoopbackPorts = new Set(
    [...blocked].filter((entry) => entry.startsWith('127.')).map((entry) => entry.split(' ')[1]),
  );

  return (text, port) => {
    const address = parse(text);
    if (!address) return false;
    const plain = address.toString();
    const range: string = address.range();
    if (metadataAddresses.has(plain) || neverRanges.has(range)) return false;
    // All of 127/8 and ::1 are one machine: a block of one loopback address is meant for every spelling of it.
    if (blocked.has(`${plain} ${String(port)}`) || (range === 'loopback' && blockedLoopbackPorts.has(String(port)))) return false;
    if (!privateRanges.has(range)) return range === 'unicast';
    if (rules.mode === 'local') return true;
    return allowed.some((cidr) => address.kind() === cidr[0].kind() && address.match(cidr));
  };
}

/**
 * `host:port` entries with their names replaced by the addresses they mean now, so that the guard, which sees only addresses, knows
 * them. Throws where a name can't be resolved: a door that should be shut must not stay open because of a name server.
 */
export async function resolveBlocked(entries: readonly string[]): Promise<string[]> {
  const resolved = await Promise.all(
    entries.map(async (entry) => {
      const at = entry.lastIndexOf(':');
      const host = entry.slice(0, at);
      if (ipaddr.isValid(host.replace(/^\[|\]$/g, ''))) return [entry];
      const addresses = await lookup(host, { all: true });
      return addresses.map(({ address, family }) => `${family === 6 ? `[${address}]` : address}${entry.slice(at)}`);
    }),
  );
  return resolved.flat();
}

/**
 * A guard that is made anew every so often: a container of ours that starts again may have another address, and leave its old one to
 * somebody else. Where that fails, the last guard stays.
 */
export async function renewedGuard(make: () => Promise<EgressGuard>, everyMs = 5_000): Promise<EgressGuard> {
  let guard = await make();
  const renew = async (): Promise<void> => {
    guard = await make().catch(() => guard);
  };
  setInterval(() => void renew(), everyMs).unref();
  return (address, port) => guard(address, port);
}
