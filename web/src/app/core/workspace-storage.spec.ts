import { beforeEach, describe, expect, it } from '@jest/globals';
import { loadWorkspace, saveWorkspace } from './workspace-storage';

const tab = { id: 'a', kind: 'sql', ref: '1', title: 'Query 1', dirty: true, connectionId: null, data: {} } as const;

describe('the arrangement of tabs as it is kept', () => {
  beforeEach(() => {
    localStorage.clear();
  });

  it('comes back as it was', () => {
    const saved = { tabs: [tab, { ...tab, id: 'b' }], activeId: 'b', connectionId: 'c' };
    saveWorkspace('ada', saved);
    expect(loadWorkspace('ada')).toEqual(saved);
  });

  it('leaves out a tab that this version can’t draw, and keeps the others', () => {
    localStorage.setItem(
      'orrery.workspace.ada',
      JSON.stringify({ tabs: [{ ...tab, id: 'x', kind: 'of a later version' }, tab], activeId: 'x', connectionId: null }),
    );
    expect(loadWorkspace('ada')).toEqual({ tabs: [tab], activeId: 'a', connectionId: null });
  });

  it('is empty where what was kept is no JSON', () => {
    localStorage.setItem('orrery.workspace.ada', '{');
    expect(loadWorkspace('ada')).toEqual({ tabs: [], activeId: null, connectionId: null });
  });
});
