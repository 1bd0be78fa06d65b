/** Bytes that one answer may take on the bus, with room for what stands around it. */
export const answerBytes = 850_000;

/** As many of the first items as fit into an answer. */
export function fitting<Item>(items: readonly Item[], bytes = answerBytes): Item[] {
  let left = bytes;
  const end = items.findIndex((item) => {
    left -= Buffer.byteLength(JSON.stringify(item)) + 1;
    return left < 0;
  });
  return end < 0 ? [...items] : items.slice(0, end);
}
