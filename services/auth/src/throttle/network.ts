import ipaddr from 'ipaddr.js';

/** What one subscriber has: an IPv4 address, or the first half of an IPv6 one. Undefined where it is no address. */
export function networkOf(address: string | undefined): string | undefined {
  if (address === undefined || !ipaddr.isValid(address)) return undefined;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const half = parsed.toByteArray().slice(0, 8);
  return `${ipaddr.fromByteArray([...half, 0, 0, 0, 0, 0, 0, 0, 0]).toString()}/64`;
}
