import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import type { ExplorerColumn, Filter } from '@orrery/contracts';
import { inWords, type KindWords } from '../../../core/kind-words';
import { DialogFrame } from '../../../ui/dialog-frame';
import { FilterGroup } from './filter-group';
import { partText, partsOfFilter } from './filter-parts';
import { type Group, newLeaf, pruned } from './filter-tree';

export interface BuilderAsk {
  readonly columns: readonly ExplorerColumn[];
  readonly parts: readonly Filter[];
  readonly words: KindWords;
}

/** Builds a filter of groups. Closes with its parts, or with nothing. */
@Component({
  selector: 'o-filter-builder',
  imports: [DialogFrame, FilterGroup],
  template: `
    <o-dialog heading="Filter">
      <o-filter-group [group]="root()" [columns]="ask.columns" (changed)="root.update($event)" />
      <p class="says">{{ says() }}</p>
      <ng-container actions>
        <button type="button" class="btn" (click)="ref.close()">Cancel</button>
        <button type="button" class="btn btn-primary" (click)="apply()">Apply the filter</button>
      </ng-container>
    </o-dialog>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      --dialog-width: 700px;
    }
    .says {
      margin-top: 14px;
      padding: 8px 10px;
      border-radius: var(--o-radius);
      background: var(--o-chrome);
      color: var(--o-text-dim);
      font-size: var(--o-size-small);
      overflow-wrap: anywhere;
    }
  `,
})
export class FilterBuilder {
  protected readonly ask = inject<BuilderAsk>(DIALOG_DATA);
  protected readonly ref = inject<DialogRef<readonly Filter[]>>(DialogRef);
  protected readonly root = signal<Group>(beginning(this.ask));
  protected readonly says = computed(() => {
    const filter = pruned(this.root());
    return filter === null
      ? inWords(this.ask.words, 'Every row')
      : `${inWords(this.ask.words, 'Rows where')} ${partText(filter)}`;
  });

  protected apply(): void {
    this.ref.close(partsOfFilter(pruned(this.root())));
  }
}

function beginning({ columns, parts }: BuilderAsk): Group {
  const [only] = parts;
  if (only && parts.length === 1 && 'or' in only) return only;
  const [first] = columns;
  return { and: parts.length > 0 ? [...parts] : first ? [newLeaf(first.name)] : [] };
}
