import { namesText } from '@orrery/contracts';

/** Characters of names that one address has room for. */
const room = 6_000;

/** Names of tables as texts that each fit into an address. */
export function inAddresses(names: readonly string[]): readonly string[] {
  const groups: string[][] = [];
  let left = 0;
  for (const name of names) {
    const size = encodeURIComponent(namesText([name])).length + '%2C'.length;
    const group = groups.at(-1);
    if (group && size <= left) group.push(name);
    else groups.push([name]);
    left = group && size <= left ? left - size : room - size;
  }
  return groups.map(namesText);
}
