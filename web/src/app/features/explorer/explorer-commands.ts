import type { Command } from '../../core/commands';
import type { KeyBinding } from '../../core/keys';
import type { Side } from './explorer-desk';

export interface ExplorerActions {
  readonly editable: () => boolean;
  readonly staged: () => boolean;
  readonly apply: () => void;
  readonly preview: () => void;
  readonly discard: () => void;
  readonly search: () => void;
  readonly filter: () => void;
  readonly build: () => void;
  readonly addRow: () => void;
  readonly importFile: () => void;
  readonly reload: () => void;
  readonly step: (by: 1 | -1) => void;
  readonly side: (side: Side) => void;
  readonly copyText: () => void;
  readonly openText: () => void;
  readonly saveView: () => void;
  readonly quick: () => void;
}

const group = 'Table';

/** What can be done in a table's tab, found in the palette and by key. */
export function explorerCommands(
  id: string,
  active: () => boolean,
  say: (sentence: string) => string,
  actions: ExplorerActions,
): readonly Command[] {
  const staged = (): boolean => active() && actions.staged();
  const editable = (): boolean => active() && actions.editable();
  const make = (name: string, title: string, run: () => void, more: Partial<Command> = {}): Command => ({
    id: `explorer.${name}.${id}`,
    title: say(title),
    group: say(group),
    when: active,
    run,
    ...more,
  });
  return [
    make('apply', 'Apply the staged changes', actions.apply, { icon: 'check', keys: 'mod+s', words: 'save commit' }),
    make('preview', 'Preview the staged changes', actions.preview, { icon: 'eye', keys: 'alt+p', when: staged }),
    make('discard', 'Discard the staged changes', actions.discard, { icon: 'x', when: staged }),
    make('search', 'Search the table', actions.search, { icon: 'search', keys: 'mod+f' }),
    make('filter', 'Filter the table', actions.filter, { icon: 'filter', keys: 'alt+f' }),
    make('build', 'Build a filter with groups', actions.build, { icon: 'filter' }),
    make('quick', 'Show or hide filters in the columns’ heads', actions.quick, { icon: 'filter', keys: 'alt+shift+f' }),
    make('add', 'Add a row', actions.addRow, { icon: 'plus', keys: 'alt+insert', when: editable }),
    make('import', 'Import a CSV or JSON file', actions.importFile, { icon: 'download', when: editable }),
    make('reload', 'Read the rows again', actions.reload, { icon: 'refresh', keys: 'alt+r' }),
    make(
      'next',
      'Next page',
      () => {
        actions.step(1);
      },
      { icon: 'chevron-right', keys: 'alt+pagedown' },
    ),
    make(
      'previous',
      'Previous page',
      () => {
        actions.step(-1);
      },
      { icon: 'chevron-left', keys: 'alt+pageup' },
    ),
    make(
      'row',
      'Show the row as a form',
      () => {
        actions.side('row');
      },
      { icon: 'panel-right' },
    ),
    make(
      'changes',
      'Show the staged changes',
      () => {
        actions.side('changes');
      },
      { icon: 'pencil' },
    ),
    make(
      'sets',
      'Show the applied changes',
      () => {
        actions.side('sets');
      },
      { icon: 'history', words: 'undo' },
    ),
    make(
      'columns',
      'Choose the columns',
      () => {
        actions.side('columns');
      },
      { icon: 'columns', words: 'hide order pin' },
    ),
    make('copy', 'Copy the statement behind the rows', actions.copyText, { icon: 'copy', words: 'sql mongo query' }),
    make('editor', 'Open the statement in the editor', actions.openText, { icon: 'terminal', words: 'sql' }),
    make('view', 'Save this view', actions.saveView, { icon: 'bookmark' }),
  ];
}

/** Keys that the grid itself hears. */
export const explorerKeys: readonly KeyBinding[] = [
  { keys: 'enter', title: 'Edit the cell (F2 as well, or just type)', group },
  { keys: 'space', title: 'Show the row as a form', group },
  { keys: 'alt+enter', title: 'Open the row that a cell refers to', group },
  { keys: 'mod+z', title: 'Undo an edit', group },
  { keys: 'mod+y', title: 'Do it again', group },
  { keys: 'mod+0', title: 'Set NULL', group },
  { keys: 'delete', title: 'Set NULL; of whole rows: delete them', group },
  { keys: 'mod+delete', title: 'Delete the rows', group },
  { keys: 'mod+d', title: 'Duplicate the rows', group },
  { keys: 'insert', title: 'Add a row', group },
  { keys: 'shift+space', title: 'Select the rows', group },
  { keys: 'mod+space', title: 'Select the columns', group },
  { keys: 'alt+down', title: 'Open the menu of the column', group },
  { keys: 'mod+x', title: 'Copy the cells and set them NULL', group },
  { keys: 'f5', title: 'Read the rows again', group },
];
