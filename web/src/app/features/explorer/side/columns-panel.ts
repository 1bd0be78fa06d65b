import { CdkDrag, CdkDragHandle, type CdkDragDrop, CdkDropList } from '@angular/cdk/drag-drop';
import { ChangeDetectionStrategy, Component, computed, inject, signal, untracked } from '@angular/core';
import { inWords } from '../../../core/kind-words';
import { Icon } from '../../../ui/icon';
import { kindGlyphs } from '../../../ui/result-grid/cell-text';
import { ExplorerStore } from '../explorer.store';
import { type ArrangedColumn, arrange, moved, pathFault, plainView, withHidden, withPinned } from '../explorer-view';

/** The columns of the table: which are shown, in which order, and which stay in sight. */
@Component({
  selector: 'o-columns-panel',
  imports: [CdkDrag, CdkDragHandle, CdkDropList, Icon],
  template: `
    <div class="head">
      <input
        class="input input-small"
        [attr.aria-label]="searchText"
        [placeholder]="searchText"
        autocomplete="off"
        (input)="search($event)"
      />
      <button type="button" class="btn btn-ghost btn-small" (click)="reset()">Reset</button>
    </div>
    <ul cdkDropList [cdkDropListDisabled]="searched() !== ''" (cdkDropListDropped)="dropped($event)">
      @for (line of lines(); track line.column.name) {
        <li cdkDrag [class.hidden]="line.column.hidden">
          <span class="grip" cdkDragHandle aria-hidden="true">⠿</span>
          <label class="cover">
            <input
              type="checkbox"
              [checked]="!line.column.hidden"
              [attr.aria-label]="'Show ' + line.column.name"
              (change)="hide(line.column)"
            />
            <o-icon [name]="line.column.hidden ? 'eye-off' : 'eye'" [size]="14" />
            <span class="glyph" aria-hidden="true">{{ line.glyph }}</span>
            <span class="ellipsis">{{ line.column.name }}</span>
          </label>
          <span class="ways">
            <button type="button" [attr.aria-label]="'Move ' + line.column.name + ' up'" (click)="shift(line.column, -1)">
              <o-icon name="arrow-up" [size]="12" />
            </button>
            <button type="button" [attr.aria-label]="'Move ' + line.column.name + ' down'" (click)="shift(line.column, 1)">
              <o-icon name="arrow-down" [size]="12" />
            </button>
            <button
              type="button"
              [attr.aria-label]="'Pin ' + line.column.name"
              [attr.aria-pressed]="line.column.pinned"
              (click)="pin(line.column)"
            >
              <o-icon name="pin" [size]="12" />
            </button>
          </span>
        </li>
      }
    </ul>
    @if (store.isOfDocuments()) {
      <form class="add" (submit)="add($event)">
        <input
          class="input input-small"
          aria-label="Add a field"
          placeholder="Add a field, such as address.city"
          autocomplete="off"
          spellcheck="false"
          [attr.aria-invalid]="fault() !== ''"
          [value]="path()"
          (input)="write($event)"
        />
        <button type="submit" class="btn btn-small" [disabled]="path().trim() === ''">Add</button>
        @if (fault(); as fault) {
          <p role="alert">{{ fault }}</p>
        }
      </form>
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      height: 100%;
      min-height: 0;
    }
    .add {
      display: grid;
      grid-template-columns: 1fr auto;
      gap: 6px;
      padding: 8px;
      border-top: 1px solid var(--o-line);
      p {
        grid-column: 1 / -1;
        color: var(--o-danger);
        font-size: var(--o-size-small);
      }
    }
    .head {
      display: flex;
      gap: 6px;
      padding: 8px;
    }
    ul {
      flex: 1;
      min-height: 0;
      overflow: auto;
    }
    li {
      display: flex;
      align-items: center;
      min-height: 28px;
      padding: 0 6px 0 8px;
      background: var(--o-surface);
      font-size: var(--o-size-small);
      &:hover {
        background: color-mix(in srgb, var(--o-surface), var(--o-text) 5%);
      }
      &.hidden label {
        color: var(--o-text-faint);
      }
    }
    .grip {
      width: 16px;
      color: var(--o-text-faint);
      cursor: grab;
    }
    label {
      display: flex;
      align-items: center;
      gap: 8px;
      flex: 1;
      min-width: 0;
      min-height: 26px;
      border-radius: var(--o-radius-small);
      cursor: pointer;
      o-icon {
        color: var(--o-text-faint);
      }
      &:has(:focus-visible) {
        outline: 2px solid var(--o-accent);
        outline-offset: -2px;
      }
    }
    .glyph {
      flex: none;
      width: 14px;
      color: var(--o-text-faint);
      font: 500 10px/1 var(--o-mono);
      text-align: center;
    }
    .ways {
      display: flex;
      button {
        display: grid;
        place-items: center;
        width: 24px;
        height: 24px;
        border-radius: var(--o-radius-small);
        color: var(--o-text-faint);
        &:hover {
          background: var(--o-hover);
          color: var(--o-text);
        }
        &[aria-pressed='true'] {
          color: var(--o-accent);
        }
      }
    }
  `,
})
export class ColumnsPanel {
  protected readonly store = inject(ExplorerStore);
  protected readonly path = signal('');
  protected readonly fault = signal('');
  protected readonly searchText = inWords(this.store.words(), 'Search the columns');
  protected readonly searched = signal('');
  protected readonly lines = computed(() => {
    const columns = this.store.columns();
    const searched = this.searched().toLowerCase();
    return arrange(columns, this.store.view())
      .filter(({ name }) => name.toLowerCase().includes(searched))
      .map((column) => ({ column, glyph: kindGlyphs[columns[column.place]?.kind ?? 'other'] }));
  });

  protected search(event: Event): void {
    if (event.target instanceof HTMLInputElement) this.searched.set(event.target.value);
  }

  protected hide({ name, hidden }: ArrangedColumn): void {
    this.store.view.update((view) => withHidden(view, name, !hidden));
  }

  protected pin({ name, pinned }: ArrangedColumn): void {
    this.store.view.update((view) => withPinned(view, name, !pinned));
  }

  protected shift({ name }: ArrangedColumn, by: 1 | -1): void {
    const names = arrange(this.store.columns(), this.store.view()).map((column) => column.name);
    const at = names.indexOf(name);
    this.#move(name, names[by === 1 ? at + 2 : at - 1] ?? null, by === -1 && at === 0);
  }

  protected dropped({ previousIndex, currentIndex }: CdkDragDrop<unknown>): void {
    const names = this.lines().map(({ column }) => column.name);
    const name = names[previousIndex];
    const before = names[currentIndex > previousIndex ? currentIndex + 1 : currentIndex];
    if (name !== undefined && currentIndex !== previousIndex) this.#move(name, before ?? null, false);
  }

  #move(name: string, before: string | null, stays: boolean): void {
    if (!stays) this.store.view.update((view) => moved(this.store.columns(), view, name, before));
  }

  protected reset(): void {
    const { added } = untracked(this.store.view);
    this.store.view.set(plainView);
    if (added.length > 0) this.store.reload();
  }

  protected write({ target }: Event): void {
    if (target instanceof HTMLInputElement) this.path.set(target.value);
    this.fault.set('');
  }

  protected add(event: Event): void {
    event.preventDefault();
    const path = untracked(this.path).trim();
    const fault = pathFault(path, untracked(this.store.columns)) ?? '';
    this.fault.set(fault);
    if (fault !== '') return;
    this.store.addField(path);
    this.path.set('');
  }
}
