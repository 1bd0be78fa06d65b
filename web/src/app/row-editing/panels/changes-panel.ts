import { CdkFixedSizeVirtualScroll, CdkVirtualForOf, CdkVirtualScrollViewport } from '@angular/cdk/scrolling';
import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { countOf, inWords } from '../../core/kind-words';
import { Icon } from '../../ui/icon';
import { cellText } from '../../ui/result-grid/cell-text';
import type { RowState } from '../../ui/result-grid/row-mark';
import { EditedTable } from '../edited-table';
import { EditingDesk } from '../editing-desk';
import { cellOf, hasCell } from '../staging/cells';
import { conflictCells, lostColumns, myCells } from '../staging/conflicts';
import { changesText, inOrder, stagedText } from '../staging/row-changes';
import type { StagedRow } from '../staging/staged-edits';
import { StagingStore } from '../staging/staging.store';

interface ConflictLine {
  readonly column: string;
  readonly base: string;
  readonly theirs: string;
  readonly mine: string;
  readonly clashes: boolean;
}
interface ConflictCard {
  readonly id: string;
  readonly name: string;
  readonly gone: boolean;
  readonly deleting: boolean;
  /** Columns that it would lose as a new row. */
  readonly lost: string;
  readonly lines: readonly ConflictLine[];
}
interface ChangeLine {
  readonly id: string;
  readonly state: RowState;
  readonly name: string;
  readonly text: string;
  readonly fault: string | undefined;
}

/** Everything that is staged, on whatever page its row is; conflicts on top, cell by cell. */
@Component({
  selector: 'o-changes-panel',
  imports: [CdkFixedSizeVirtualScroll, CdkVirtualForOf, CdkVirtualScrollViewport, Icon],
  templateUrl: './changes-panel.html',
  styleUrl: './changes-panel.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ChangesPanel {
  protected readonly staging = inject(StagingStore);
  readonly #table = inject(EditedTable);
  readonly #desk = inject(EditingDesk);
  protected readonly say = (sentence: string): string => inWords(this.#table.words(), sentence);
  protected readonly summary = computed(() => stagedText(this.staging.rows()));
  readonly #columns = computed(() => new Map(this.#table.tableColumns().map((column) => [column.name, column])));

  readonly #writable = computed(() => this.#table.tableColumns().flatMap(({ name, writable }) => (writable ? [name] : [])));

  protected readonly conflicts = computed((): readonly ConflictCard[] => {
    this.staging.turn();
    return [...this.staging.conflicts().values()].flatMap(({ id, theirs }): ConflictCard[] => {
      const row = this.staging.get(id);
      if (!row) return [];
      const lines = theirs === null ? myCells(row) : conflictCells(row, theirs);
      return [
        {
          id,
          name: nameOf(row),
          gone: theirs === null,
          deleting: row.op === 'delete',
          lost: theirs === null ? lostColumns(row, this.#writable()).join(', ') : '',
          lines: lines.map((cell) => ({
            column: cell.column,
            base: this.#text(cell.column, cell.base),
            theirs: 'theirs' in cell ? this.#text(cell.column, cell.theirs) : '—',
            mine:
              row.op === 'delete'
                ? 'deleted'
                : cell.mineIsDefault
                  ? this.#unset(cell.column)
                  : this.#text(cell.column, cell.mine),
            clashes: cell.clashes,
          })),
        },
      ];
    });
  });

  /** What happened to the rows, in words. */
  protected readonly conflictsText = computed(() => {
    const cards = this.conflicts();
    const gone = cards.filter((card) => card.gone).length;
    const { row } = this.#table.words();
    const rows = cards.length === 1 ? `A ${row.one} was` : `${countOf(cards.length, row)} were`;
    return `${rows} ${gone === 0 ? 'changed' : gone === cards.length ? 'deleted' : 'changed or deleted'} meanwhile`;
  });

  protected readonly lines = computed((): readonly ChangeLine[] => {
    this.staging.turn();
    return inOrder(this.staging.rows()).map((row) => ({
      id: row.id,
      state: this.staging.stateOf(row.id) ?? 'changed',
      name: nameOf(row),
      text: this.#summaryOf(row),
      fault: this.#faultOf(row),
    }));
  });

  #faultOf({ id }: StagedRow): string | undefined {
    const [refused] = this.staging.refused().get(id) ?? [];
    const [column, message] = refused ?? this.staging.localFaultOf(id) ?? [];
    return column === undefined || column === '' ? message : `${column}: ${message ?? ''}`;
  }

  #summaryOf(row: StagedRow): string {
    if (row.op === 'delete') return 'deleted';
    const changed = Object.keys(row.values).map((column) => {
      const mine = this.#text(column, cellOf(row.values, column));
      return hasCell(row.base, column)
        ? `${column} ${this.#text(column, cellOf(row.base, column))} → ${mine}`
        : `${column} ${mine}`;
    });
    const all = [...changed, ...row.defaults.map((column) => `${column} → ${this.#unset(column)}`)];
    return all.length === 0 ? 'only defaults' : all.join(', ');
  }

  #unset(name: string): string {
    const column = this.#columns().get(name);
    return column ? this.staging.unsetText(column) : 'DEFAULT';
  }

  #text(column: string, value: unknown): string {
    return cellText(value, this.#columns().get(column) ?? { kind: 'other' }).text;
  }

  protected go(id: string): void {
    const line = this.#desk.lines().lineOf(id);
    if (line >= 0) this.#desk.goTo.set({ line, place: this.#desk.at()?.place ?? 0 });
  }

  protected readonly changesText = changesText;

  protected resolveAll(how: 'mine' | 'theirs'): void {
    for (const { id } of this.conflicts()) this.staging.resolve(id, how);
  }

  protected readonly idOf = (_index: number, line: ChangeLine): string => line.id;
}

function nameOf(row: StagedRow): string {
  if (row.key === null) return 'new';
  return Object.values(row.key)
    .map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
    .join(' · ');
}
