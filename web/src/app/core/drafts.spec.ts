import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type DraftShelf, Drafts } from './drafts';

/** A shelf whose writes arrive when the test says so, or never. */
class SlowShelf implements DraftShelf {
  readonly kept = new Map<string, string>();
  #waiting: (() => void)[] = [];

  all(): Promise<ReadonlyMap<string, string>> {
    return Promise.resolve(new Map(this.kept));
  }

  put(_userId: string, changes: ReadonlyMap<string, string | null>): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(() => {
        for (const [key, text] of changes) {
          if (text === null) this.kept.delete(key);
          else this.kept.set(key, text);
        }
        resolve();
      });
    });
  }

  clear(): Promise<void> {
    return Promise.resolve();
  }

  arrive(): void {
    for (const write of this.#waiting.splice(0)) write();
  }
}

async function visit(shelf: DraftShelf): Promise<Drafts> {
  TestBed.resetTestingModule();
  const drafts = TestBed.inject(Drafts);
  drafts.shelf = shelf;
  await drafts.open('ada');
  return drafts;
}
const leave = (): void => {
  globalThis.dispatchEvent(new Event('pagehide'));
};

describe('drafts', () => {
  beforeEach(() => {
    localStorage.clear();
  });

  it('are there at the next visit once they were written', async () => {
    const shelf = new SlowShelf();
    const first = await visit(shelf);
    first.set('a', 'text');
    const written = first.flush();
    shelf.arrive();
    await written;
    leave();
    expect(localStorage.length).toBe(0);
    expect((await visit(shelf)).text('a')).toBe('text');
  });

  it('are there when the page is left before, or while, they are written', async () => {
    const shelf = new SlowShelf();
    const first = await visit(shelf);
    first.set('a', 'being written');
    void first.flush();
    first.set('b', 'not yet begun');
    leave();
    const second = await visit(shelf);
    expect([second.text('a'), second.text('b')]).toEqual(['being written', 'not yet begun']);
  });

  it('are gone when the page is left while they are removed', async () => {
    const shelf = new SlowShelf();
    shelf.kept.set('a', 'old');
    const first = await visit(shelf);
    first.remove('a');
    void first.flush();
    leave();
    expect((await visit(shelf)).text('a')).toBeUndefined();
  });

  it('that were written again meanwhile are the later ones', async () => {
    const shelf = new SlowShelf();
    const first = await visit(shelf);
    first.set('a', 'one');
    void first.flush();
    first.set('a', 'two');
    leave();
    expect((await visit(shelf)).text('a')).toBe('two');
  });
});
