import { describe, expect, it } from '@jest/globals';
import { HashQueue } from './hash-queue.js';

/** Work that ends when it is told to. */
function held(): { work: () => Promise<string>; end: () => void; begun: () => boolean } {
  let end = (): void => undefined;
  let begun = false;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    work: async () => {
      begun = true;
      await ended;
      return 'done';
    },
    end: () => {
      end();
    },
    begun: () => begun,
  };
}

describe('the queue of hashes', () => {
  it('works on a few at once and on the others in their turn', async () => {
    const queue = new HashQueue(2, 10);
    const works = [held(), held(), held()];
    const all = works.map(({ work }) => queue.run(work));
    expect(works.map(({ begun }) => begun())).toEqual([true, true, false]);
    works[0]?.end();
    await all[0];
    expect(works[2]?.begun()).toBe(true);
    for (const { end } of works) end();
    expect(await Promise.all(all)).toEqual(['done', 'done', 'done']);
  });

  it('refuses at once when too many wait, and says when to come back', async () => {
    const queue = new HashQueue(1, 1);
    const works = [held(), held()];
    const all = works.map(({ work }) => queue.run(work));
    await expect(queue.run(() => Promise.resolve())).rejects.toMatchObject({ code: 'login_busy', details: { retryAfter: 5 } });
    for (const { end } of works) end();
    await Promise.all(all);
    expect(await queue.run(() => Promise.resolve('free again'))).toBe('free again');
  });

  it('goes on after work that failed', async () => {
    const queue = new HashQueue(1, 1);
    await expect(queue.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await queue.run(() => Promise.resolve('done'))).toBe('done');
  });

  it('does not begin what nobody waits for any more', async () => {
    const queue = new HashQueue(1, 1);
    const first = held();
    const running = queue.run(first.work);
    const late = held();
    const refused = expect(queue.run(late.work, () => false)).rejects.toMatchObject({ code: 'login_busy' });
    first.end();
    await running;
    await refused;
    expect(late.begun()).toBe(false);
  });
});
