import { DefaultUrlSerializer } from '@angular/router';
import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type DraftShelf, Drafts } from './drafts';
import { Workspace, draftKeyOf, urlOf } from './workspace';

/** A shelf in memory, which outlives the page as IndexedDB does. */
class FakeShelf implements DraftShelf {
  readonly kept = new Map<string, Map<string, string>>();
  all(userId: string): Promise<ReadonlyMap<string, string>> {
    return Promise.resolve(this.kept.get(userId) ?? new Map<string, string>());
  }
  put(userId: string, changes: ReadonlyMap<string, string | null>): Promise<void> {
    const texts = this.kept.get(userId) ?? new Map<string, string>();
    for (const [key, text] of changes) {
      if (text === null) texts.delete(key);
      else texts.set(key, text);
    }
    this.kept.set(userId, texts);
    return Promise.resolve();
  }
  clear(userId: string): Promise<void> {
    this.kept.delete(userId);
    return Promise.resolve();
  }
}

describe('the workspace', () => {
  let shelf: FakeShelf;
  const visit = async (userId = 'ada'): Promise<Workspace> => {
    TestBed.resetTestingModule();
    TestBed.inject(Drafts).shelf = shelf;
    const workspace = TestBed.inject(Workspace);
    await workspace.restore(userId);
    return workspace;
  };
  const leave = async (): Promise<void> => {
    TestBed.tick();
    await TestBed.inject(Drafts).flush();
  };

  beforeEach(() => {
    localStorage.clear();
    shelf = new FakeShelf();
  });

  it('brings tabs and texts back after a reload', async () => {
    const first = await visit();
    first.openSql({ text: 'select 1', connectionId: 'c1' });
    first.open({ kind: 'history' });
    await leave();
    const second = await visit();
    expect(second.tabs().map((tab) => tab.title)).toEqual(['Query 1', 'History']);
    expect(second.active()?.kind).toBe('history');
    const [sql] = second.tabs();
    expect(sql && TestBed.inject(Drafts).text(draftKeyOf(sql))).toBe('select 1');
  });

  it('shows nobody another person’s tabs or texts', async () => {
    (await visit('ada')).openSql({ text: 'select secret' });
    await leave();
    const other = await visit('bob');
    expect(other.tabs()).toEqual([]);
    expect(TestBed.inject(Drafts).text('sql/1')).toBeUndefined();
  });

  it('opens one tab for one thing', async () => {
    const workspace = await visit();
    workspace.open({ kind: 'connection', ref: 'c1' });
    workspace.open({ kind: 'profile' });
    workspace.open({ kind: 'connection', ref: 'c1' });
    expect(workspace.tabs().map(urlOf)).toEqual(['/connection/c1', '/profile']);
    expect(workspace.active()?.ref).toBe('c1');
  });

  it('writes addresses that the router reads back, whatever a table is called', () => {
    const ref = `c1/public.a(b)*'!;c=1/d?e#f%g`;
    const url = urlOf({ kind: 'explorer', ref });
    const router = new DefaultUrlSerializer();
    expect(decodeURIComponent(router.serialize(router.parse(url)))).toBe(`/explorer/${ref}`);
  });

  it('goes back to the tab shown before when one is closed, and opens it again where it was', async () => {
    const workspace = await visit();
    const one = workspace.openSql();
    workspace.openSql();
    const three = workspace.openSql();
    workspace.activate(one.id);
    workspace.close(one.id);
    expect(workspace.active()?.id).toBe(three.id);
    workspace.reopen();
    expect(workspace.tabs()[0]?.id).toBe(one.id);
  });

  it('cancels what runs in a tab that is closed', async () => {
    const workspace = await visit();
    const tab = workspace.openSql();
    let cancelled = 0;
    workspace.handle(tab.id).status.set({ running: { what: 'Running', startedAt: 0, cancel: () => cancelled++ } });
    expect(workspace.running()).toHaveLength(1);
    workspace.close(tab.id);
    expect(cancelled).toBe(1);
  });

  it('lets a new query use the connection of the tab on screen', async () => {
    const workspace = await visit();
    workspace.openSql({ connectionId: 'c1' });
    expect(workspace.openSql().connectionId).toBe('c1');
    workspace.pick('c2');
    expect(workspace.active()?.connectionId).toBe('c2');
    workspace.closeOf('c2');
    expect(workspace.active()?.connectionId).toBeNull();
  });

  it('starts empty where what was kept can’t be read', async () => {
    localStorage.setItem('orrery.workspace.ada', '{"tabs":[{"kind":"unheard-of"}]}');
    expect((await visit()).tabs()).toEqual([]);
  });
});
