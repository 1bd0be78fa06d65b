import type { BoundStatement } from '@orrery/contracts';
import { type ExplorerTable, rawObject, type TableAccess } from '@orrery/drivers';
import type { PlacedChange, RowImage } from './change.js';

/** What an undo would not bring back. */
export const notesOf = (
  access: TableAccess,
  table: ExplorerTable,
  changes: readonly Pick<PlacedChange, 'op'>[],
  tooLarge: boolean,
): string[] => {
  const ops = new Set(changes.map(({ op }) => op));
  const notes = table.sideEffects.filter(({ on }) => on.some((op) => ops.has(op))).map(({ note }) => note);
  const apart = !access.transactional && changes.length > 1;
  const never = [...ops].some((op) => !access.undoes.includes(op));
  return [
    ...new Set([
      ...notes,
      ...(apart
        ? ['Documents are changed one after the other, each by itself: should one be refused, those before it are changed back.']
        : []),
      ...(never ? ['A deleted document can’t be put back as it was: more may have been in it than is shown.'] : []),
      ...(tooLarge ? ['These changes are too large to be kept, so they can’t be undone.'] : []),
    ]),
  ];
};

/** The answer as JSON text, its rows as the database gave them. */
export function answerOf(
  id: string | null,
  table: ExplorerTable,
  images: readonly RowImage[],
  statements: readonly BoundStatement[],
  undoable: boolean,
  undoNotes: readonly string[],
): string {
  const names = table.columns.map((column) => column.name);
  const results = images.map(({ op, key, after }) => {
    const keyText = key
      ? rawObject(
          key.map(([column]) => column),
          key.map(([, cell]) => cell),
        )
      : 'null';
    return `{"op":"${op}","key":${keyText},"row":${after ? rawObject(names, after) : 'null'}}`;
  });
  return `{"changeSetId":${JSON.stringify(id)},"results":[${results.join(',')}],"statements":${JSON.stringify(statements)},"undoable":${String(undoable)},"undoNotes":${JSON.stringify(undoNotes)}}`;
}
