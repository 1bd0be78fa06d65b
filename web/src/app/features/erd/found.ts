/** Tables whose names have all the words, the best first: the name itself, then what begins with it, then what holds it. */
export function found<T extends { readonly name: string; readonly schema: string }>(
  tables: readonly T[],
  typed: string,
  most: number,
): readonly T[] {
  const words = typed
    .toLowerCase()
    .split(/[\s.]+/)
    .filter((word) => word !== '');
  if (words.length === 0) return tables.slice(0, most);
  const ranked: { readonly table: T; readonly rank: number }[] = [];
  for (const table of tables) {
    const name = table.name.toLowerCase();
    const whole = `${table.schema.toLowerCase()}.${name}`;
    if (!words.every((word) => whole.includes(word))) continue;
    const last = words.at(-1) ?? '';
    ranked.push({ table, rank: name === last ? 0 : name.startsWith(last) ? 1 : name.includes(last) ? 2 : 3 });
  }
  ranked.sort((a, b) => a.rank - b.rank || a.table.name.length - b.table.name.length || (a.table.name < b.table.name ? -1 : 1));
  return ranked.slice(0, most).map(({ table }) => table);
}
