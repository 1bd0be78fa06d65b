import { Injectable, inject, signal, untracked } from '@angular/core';
import { EditingDesk } from '../../../row-editing/editing-desk';
import { cellFace } from '../../../row-editing/lines/cell-face';
import { GridKeys } from '../../../row-editing/lines/grid-keys';
import { StagingStore } from '../../../row-editing/staging/staging.store';
import type { CellFace } from '../../../ui/result-grid/cell-drawer';
import type { GridEditing } from '../../../ui/result-grid/grid-editing';
import type { GridModel } from '../../../ui/result-grid/grid-model';
import type { GridSelection } from '../../../ui/result-grid/grid-selection';
import type { CellAction } from '../../../ui/result-grid/result-menu';
import type { RowState } from '../../../ui/result-grid/row-mark';
import { EditedResult } from './edited-result';

/** Lays what is staged over a result's grid, and takes its keys to the editing. */
@Injectable()
export class ResultEditing implements GridEditing {
  readonly #result = inject(EditedResult);
  readonly #desk = inject(EditingDesk);
  readonly #staging = inject(StagingStore);
  /** Grows when the cells moved on the screen. */
  readonly movements = signal(0);

  shows(model: GridModel): void {
    this.#result.arrange(model);
  }

  turn(): unknown {
    return [this.#staging.turn(), this.#desk.lines()];
  }

  count(): number {
    return untracked(this.#desk.lines).count;
  }

  value(line: number, place: number): unknown {
    const lines = untracked(this.#desk.lines);
    return untracked(this.#staging.size) === 0 ? lines.original(line, place) : lines.value(line, place);
  }

  face(line: number, place: number): Omit<CellFace, 'inRange' | 'atKeyboard'> | undefined {
    const face = cellFace(untracked(this.#desk.lines), this.#staging, line, place);
    return face?.state === 'plain' && this.#result.isStale(line, place) ? { ...face, state: 'stale' } : face;
  }

  stateOf(line: number): RowState | undefined {
    const id = untracked(this.#desk.lines).at(line)?.id;
    return id === null || id === undefined ? undefined : this.#staging.stateOf(id);
  }

  reached(selection: Pick<GridSelection, 'head' | 'block' | 'columns'>): void {
    this.#desk.reached(selection);
  }

  press(event: KeyboardEvent, move: (event: KeyboardEvent) => boolean): boolean {
    if (untracked(this.#desk.isEditable)) return new GridKeys(this.#desk, { move }).press(event);
    const at = untracked(this.#desk.at);
    if (event.key !== 'F2' || !at || !untracked(this.#result.editability)) return false;
    this.#desk.edit(at);
    return true;
  }

  open(line: number, place: number): boolean {
    if (!untracked(this.#desk.isEditable)) return false;
    this.#desk.edit({ line, place });
    return true;
  }

  clear(): void {
    this.#desk.setNull();
  }

  paste(text: string, places: readonly number[]): void {
    this.#desk.paste(text, places);
  }

  actions(): readonly CellAction[] {
    const desk = this.#desk;
    const at = untracked(desk.at);
    if (!at || !untracked(desk.isEditable)) return [];
    const block = untracked(desk.block);
    const rows = block ? block.bottom - block.top + 1 : 1;
    const theRows = rows === 1 ? desk.say('the row') : desk.rowsText(rows);
    const parent = desk.column(at.place)?.references?.table;
    return [
      {
        icon: 'pencil',
        text: 'Edit',
        key: 'Enter',
        run: () => {
          desk.edit(at);
        },
      },
      ...(parent === undefined
        ? []
        : [
            {
              icon: 'arrow-up-right' as const,
              text: `Open in ${parent}`,
              key: 'Alt Enter',
              run: () => {
                desk.follow(at);
              },
            },
          ]),
      {
        icon: 'circle-slash',
        text: 'Set NULL',
        key: 'Ctrl 0',
        run: () => {
          desk.setNull();
        },
      },
      {
        icon: 'wand',
        text: 'Set the default',
        run: () => {
          desk.setDefault();
        },
      },
      {
        icon: 'copy',
        text: `Duplicate ${theRows}`,
        key: 'Ctrl D',
        run: () => {
          desk.duplicateRows();
        },
      },
      {
        icon: 'undo',
        text: `Revert ${theRows}`,
        run: () => {
          desk.revertRows();
        },
      },
      {
        icon: 'trash',
        text: `Delete ${theRows}`,
        key: 'Ctrl Del',
        isDanger: true,
        run: () => {
          desk.deleteRows();
        },
      },
    ];
  }

  follow(line: number, place: number): void {
    this.#desk.follow({ line, place });
  }

  moved(): void {
    this.movements.update((movements) => movements + 1);
  }
}
