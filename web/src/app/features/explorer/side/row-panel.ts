import { ChangeDetectionStrategy, Component, computed, inject, output, signal } from '@angular/core';
import type { Filter } from '@orrery/contracts';
import { Icon } from '../../../ui/icon';
import { CellEditor, type EditEnd } from '../../../row-editing/edit/cell-editor';
import { ExplorerDesk } from '../explorer-desk';
import { ExplorerStore } from '../explorer.store';
import { StagingStore } from '../../../row-editing/staging/staging.store';
import { ChildList } from './child-list';
import { FieldList, type RowField } from './field-list';

/** The row at the keyboard as a form, with the rows that refer to it. */
@Component({
  selector: 'o-row-panel',
  imports: [CellEditor, ChildList, FieldList, Icon],
  template: `
    @if (line(); as line) {
      <div class="step">
        <button
          type="button"
          class="btn btn-ghost btn-icon btn-small"
          [attr.aria-label]="desk.say('Previous row')"
          [disabled]="line.at === 0"
          (click)="go(-1)"
        >
          <o-icon name="chevron-up" [size]="14" />
        </button>
        <button
          type="button"
          class="btn btn-ghost btn-icon btn-small"
          [attr.aria-label]="desk.say('Next row')"
          [disabled]="line.at + 1 >= desk.lines().count"
          (click)="go(1)"
        >
          <o-icon name="chevron-down" [size]="14" />
        </button>
        <span class="ellipsis">{{ name() }}</span>
        @if (state(); as state) {
          <span class="badge" [attr.data-state]="state">{{ state }}</span>
        }
      </div>
      @if (refusals().length > 0) {
        <div class="refused" role="alert">
          @for (text of refusals(); track text) {
            <p>{{ text }}</p>
          }
        </div>
      }
      <o-field-list [fields]="fields()" [editable]="desk.isEditable()" (edit)="edit($event)" (follow)="follow($event)" />
      @if (line.row && store.place) {
        <o-child-list [table]="store.place.table" [cells]="cells()" (opened)="opened.emit($event)" />
      }
      @if (editing(); as editing) {
        <o-cell-editor
          [at]="{ line: line.at, place: editing.place, text: undefined }"
          [box]="editing.at"
          (done)="ended($event)"
        />
      }
    } @else {
      <p class="none">{{ desk.say('Choose a row to see it whole.') }}</p>
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      display: block;
      height: 100%;
      overflow: auto;
    }
    .step {
      display: flex;
      align-items: center;
      gap: 2px;
      position: sticky;
      top: 0;
      z-index: 2;
      height: 32px;
      padding: 0 10px 0 6px;
      border-bottom: 1px solid var(--o-line);
      background: var(--o-surface);
      font-size: var(--o-size-small);
      .ellipsis {
        flex: 1;
        margin-left: 4px;
        font-family: var(--o-mono);
      }
    }
    .badge[data-state='new'] {
      background: var(--o-success-soft);
      color: var(--o-success);
    }
    .badge[data-state='changed'] {
      background: var(--o-warning-soft);
      color: var(--o-warning);
    }
    .badge[data-state='deleted'],
    .badge[data-state='invalid'],
    .badge[data-state='conflict'] {
      background: var(--o-danger-soft);
      color: var(--o-danger);
    }
    .refused {
      padding: 6px 12px;
      background: var(--o-danger-soft);
      color: var(--o-danger);
      font-size: var(--o-size-small);
      line-height: 17px;
      overflow-wrap: anywhere;
    }
    .none {
      padding: 24px 16px;
      color: var(--o-text-dim);
      text-align: center;
    }
  `,
})
export class RowPanel {
  protected readonly desk = inject(ExplorerDesk);
  protected readonly store = inject(ExplorerStore);
  readonly #staging = inject(StagingStore);
  readonly opened = output<{ readonly table: string; readonly filter: Filter }>();
  protected readonly editing = signal<{ readonly place: number; readonly at: DOMRect } | null>(null);
  readonly #at = computed(() => this.desk.at()?.line);
  protected readonly line = computed(() => {
    const at = this.#at();
    return at === undefined ? undefined : this.desk.lines().at(at);
  });
  protected readonly cells = computed(() => this.desk.lines().cells(this.#at() ?? -1));
  protected readonly state = computed(() => {
    this.#staging.turn();
    const id = this.line()?.id;
    return id === null || id === undefined ? undefined : this.#staging.stateOf(id);
  });
  /** What the database said of the row as a whole. */
  protected readonly refusals = computed(() => {
    this.#staging.turn();
    const said = this.#staging
      .refused()
      .get(this.line()?.id ?? '')
      ?.get('');
    return said === undefined ? [] : [said];
  });
  protected readonly name = computed(() => {
    const line = this.line();
    if (!line?.key) return line?.row ? `${this.desk.say('Row')} ${String(line.at + 1)}` : this.desk.say('New row');
    return Object.values(line.key)
      .map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
      .join(' · ');
  });
  protected readonly fields = computed((): readonly RowField[] => {
    this.#staging.turn();
    const lines = this.desk.lines();
    const line = this.line();
    if (!line) return [];
    return lines.columns.map((column, place) => {
      const value = lines.value(line.at, place);
      return {
        place,
        column,
        value,
        isDefault: value === undefined && (line.row !== undefined || column.default !== null || column.generated !== null),
        unset: this.#staging.unsetText(column),
        isChanged: lines.isChanged(line.at, place),
        fault: this.#staging.faultOf(line.id ?? '', column),
      };
    });
  });

  protected go(by: number): void {
    const at = this.desk.at();
    if (at) this.desk.goTo.set({ line: at.line + by, place: at.place });
  }

  protected edit({ place, at }: { readonly place: number; readonly at: DOMRect }): void {
    const line = this.#at();
    if (line === undefined) return;
    if (this.desk.refusal({ line, place }) === undefined) this.editing.set({ place, at });
    else this.desk.edit({ line, place });
  }

  protected ended({ value }: EditEnd): void {
    const line = this.#at();
    const place = this.editing()?.place;
    this.editing.set(null);
    if (line !== undefined && place !== undefined && value !== undefined) this.desk.set({ line, place }, value);
  }

  protected follow(place: number): void {
    const line = this.#at();
    if (line !== undefined) this.desk.follow({ line, place });
  }
}
