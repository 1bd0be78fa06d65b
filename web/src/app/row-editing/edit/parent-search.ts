import { Injectable, inject } from '@angular/core';
import { type ExplorerColumn, type Filter, explorerRows } from '@orrery/contracts';
import { Api } from '../../core/api';
import { plainText } from '../../ui/result-grid/cell-text';
import { EditedTable } from '../edited-table';
import { parseRows } from '../../core/rows-answer';
import { filterOfPairs } from '../reference';

/** A row of the parent table that a cell may refer to. */
export interface ParentRow {
  readonly value: unknown;
  /** Its first telling columns. */
  readonly text: string;
}

const shown = 12;

/** Finds rows of the table that a foreign key refers to. */
@Injectable()
export class ParentSearch {
  readonly #api = inject(Api);
  readonly #table = inject(EditedTable);

  /**
   * `valueOf`: what the row has in its other columns; of a key of several columns only parents that fit those that are set are found.
   * `exact`: only the row with that key. Throws a `Fault`.
   */
  async find(
    column: ExplorerColumn,
    valueOf: (column: string) => unknown,
    typed: string,
    signal: AbortSignal,
    exact = false,
  ): Promise<readonly ParentRow[]> {
    const parent = column.references;
    const id = this.#table.place?.connectionId;
    if (!parent || id === undefined) return [];
    const text = typed.trim();
    const looksLikeKey =
      (column.kind === 'number' && /^-?\d+$/.test(text)) || (column.kind === 'uuid' && /^[0-9a-f-]{36}$/i.test(text));
    const isKey = exact || looksLikeKey;
    const given = (parent.others ?? [])
      .map(({ column: other, refColumn }) => [refColumn, valueOf(other)] as const)
      .filter(([, value]) => value !== null && value !== undefined);
    const wanted = [...given, ...(isKey ? [[parent.column, text] as const] : [])];
    const filter: Filter | null = wanted.length === 0 ? null : filterOfPairs(wanted);
    const answer = await this.#api.call(
      explorerRows,
      {
        id,
        table: parent.table,
        filter,
        search: text === '' || isKey ? null : text,
        pagination: { page: 1, limit: shown },
      },
      { signal, parse: parseRows },
    );
    const key = answer.columns.findIndex(({ name }) => name === parent.column);
    const telling = tellingPlaces(answer.columns, key);
    const kinds = answer.columns.map(({ kind }) => kind);
    return answer.rows.map((row) => ({
      value: row[key],
      text: telling
        .map((place) => plainText(row[place], kinds[place] ?? 'other'))
        .filter((part) => part !== '')
        .join(' · '),
    }));
  }
}

/** The columns by which a person knows a row: names first, then other texts; numbers and dates only where there is nothing else. */
function tellingPlaces(columns: readonly Pick<ExplorerColumn, 'name' | 'kind'>[], key: number): readonly number[] {
  const worth = ({ name, kind }: Pick<ExplorerColumn, 'name' | 'kind'>): number =>
    kind === 'string' ? (/name|title|label|mail|code|subject/i.test(name) ? 3 : 2) : kind === 'number' || kind === 'date' ? 1 : 0;
  return [...columns.entries()]
    .filter(([place, column]) => place !== key && worth(column) > 0)
    .toSorted(([, a], [, b]) => worth(b) - worth(a))
    .slice(0, 3)
    .map(([place]) => place);
}
