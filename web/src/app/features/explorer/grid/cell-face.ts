import type { StagingStore } from '../staging/staging.store';
import type { CellFace } from './cell-drawer';
import type { TableLines } from './table-lines';

/** What a cell shows of its row and of what is staged for it; undefined where there is no such cell. */
export function cellFace(
  lines: TableLines,
  staging: StagingStore,
  line: number,
  place: number,
): Omit<CellFace, 'inRange' | 'atKeyboard'> | undefined {
  const column = lines.columns[place];
  const at = lines.lines[line];
  if (!column || !at) return undefined;
  const id = at.id ?? '';
  const value = lines.value(line, place);
  return {
    value,
    column,
    isDefault: value === undefined && (at.row !== undefined || column.default !== null || column.generated !== null),
    state: stateOf(lines, staging, line, place),
    fault: staging.faultOf(id, column),
    isMatch: lines.isMatch(line, place),
    isCut: lines.isCut(line, place),
  };
}

function stateOf(lines: TableLines, staging: StagingStore, line: number, place: number): CellFace['state'] {
  const state = staging.stateOf(lines.lines[line]?.id ?? '');
  if (state === 'deleted' || state === 'new') return state;
  const isChanged = lines.isChanged(line, place);
  if (state === 'conflict' && isChanged) return 'conflict';
  if (lines.stagedAt(line)?.op === 'insert') return 'new';
  return isChanged ? 'changed' : 'plain';
}
