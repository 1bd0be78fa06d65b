/**
 * Works on so many items at a time, and answers in their order. Where one fails nothing more is begun, and the failure is thrown when
 * what was under way has ended.
 */
export const atATime = async <Item, Answer>(
  width: number,
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Answer>,
): Promise<Answer[]> => {
  const answers: Answer[] = [];
  const waiting = items.entries();
  let goesOn = true;
  const worker = async (): Promise<void> => {
    // All of them take from the same line.
    for (const [index, item] of waiting) {
      try {
        answers[index] = await work(item, index);
      } catch (error) {
        goesOn = false;
        throw error;
      }
      if (!goesOn) return;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(width, items.length) }, worker));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return answers;
};
