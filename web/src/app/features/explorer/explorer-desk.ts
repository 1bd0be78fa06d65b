import { Injectable, computed, inject, untracked } from '@angular/core';
import type { Filter } from '@orrery/contracts';
import { EditingDesk } from '../../row-editing/editing-desk';
import { ExplorerStore } from './explorer.store';
import { arrange } from './explorer-view';
import { Peek } from './side/peek';

export type { Block, CellAt, EditAt, Side } from '../../row-editing/editing-desk';

/** The desk of the table explorer: its columns can be arranged, and what a row refers to opens beside it. */
@Injectable()
export class ExplorerDesk extends EditingDesk {
  readonly #store = inject(ExplorerStore);
  readonly #peek = inject(Peek);

  readonly arranged = computed(() => arrange(this.#store.columns(), this.#store.view()));

  protected override firstPlace(): number {
    const first = untracked(this.arranged).find(({ place, hidden }) => !hidden && this.column(place)?.writable === true);
    return first?.place ?? 0;
  }

  override toggleRow(): boolean {
    this.toggle('row');
    return true;
  }

  override showValue(): boolean {
    this.side.set('value');
    return true;
  }

  /** Shows a row with its children beside the grid. */
  showRow(): void {
    this.side.set('row');
  }

  protected override openParent(table: string, filter: Filter): void {
    this.#peek.open({ table, filter });
    this.side.set('peek');
  }
}
