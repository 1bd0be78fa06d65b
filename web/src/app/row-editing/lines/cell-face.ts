import type { CellFace } from '../../ui/result-grid/cell-drawer';
import type { StagingStore } from '../staging/staging.store';
import type { TableLines } from './table-lines';

/** What a cell shows of its row and of what is staged for it; undefined where there is no such cell. */
export function cellFace(
  lines: TableLines,
  staging: StagingStore,
  line: number,
  place: number,
): Omit<CellFace, 'inRange' | 'atKeyboard'> | undefined {
  const column = lines.columns[place];
  const at = lines.at(line);
  if (!column || !at) return undefined;
  const id = at.id ?? '';
  const value = lines.value(line, place);
  const isOfTable = column.computed !== true;
  return {
    value,
    column,
    isDefault: isOfTable && value === undefined && (at.row !== undefined || column.default !== null || column.generated !== null),
    unset: isOfTable ? staging.unsetText(column) : '',
    state: stateOf(lines, staging, line, place, id),
    fault: isOfTable ? staging.faultOf(id, column) : undefined,
    isMatch: lines.isMatch(line, place),
    isCut: lines.isCut(line, place),
  };
}

function stateOf(lines: TableLines, staging: StagingStore, line: number, place: number, id: string): CellFace['state'] {
  const state = staging.stateOf(id);
  if (state === undefined) return 'plain';
  if (state === 'deleted' || state === 'new') return state;
  const isChanged = lines.isChanged(line, place);
  if (state === 'conflict' && isChanged) return 'conflict';
  if (staging.get(id)?.op === 'insert') return 'new';
  return isChanged ? 'changed' : 'plain';
}
