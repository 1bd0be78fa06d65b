import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { explorerTab } from '../../../core/table-tab';
import { Workspace } from '../../../core/workspace';
import { Icon } from '../../../ui/icon';
import type { EditableResult } from './editable-result';

/** Whether the rows on the screen can be edited: a way to add one, or why not and what would help. */
@Component({
  selector: 'o-edit-state',
  imports: [CdkMenu, CdkMenuItem, CdkMenuTrigger, Icon],
  template: `
    @if (editability(); as editability) {
      @if (editability.editable) {
        <button
          type="button"
          class="btn btn-ghost btn-small"
          [attr.aria-disabled]="whyNoRow() ? 'true' : null"
          [title]="whyNoRow() ?? 'Add a row (Insert)'"
          (click)="result().desk.addRow()"
        >
          <o-icon name="plus" [size]="14" />Row
        </button>
        <button
          type="button"
          class="btn btn-ghost btn-small editable"
          [attr.aria-label]="table() + ' is editable'"
          [title]="'Enter edits a cell of ' + table()"
          [cdkMenuTriggerFor]="more"
        >
          <o-icon name="pencil" [size]="14" />{{ table() }}
        </button>
      } @else {
        <button type="button" class="btn btn-ghost btn-small" [title]="editability.reason" [cdkMenuTriggerFor]="why">
          <o-icon name="lock" [size]="14" />Read only
        </button>
      }
      <ng-template #why>
        <div
          class="menu why"
          cdkMenu
          aria-label="Why these rows can’t be edited"
          [attr.role]="table() || result().result.widened() ? 'menu' : 'dialog'"
        >
          <p role="none">{{ editability.reason }}</p>
          @if (editability.hint) {
            <p role="none" class="hint">{{ editability.hint }}</p>
          }
          @if (result().result.widened(); as widened) {
            <button class="menu-item" cdkMenuItem (cdkMenuItemTriggered)="rewritten.emit({ from: statement(), to: widened })">
              <o-icon name="plus" />Add {{ names() }} and run
            </button>
          }
          @if (table()) {
            <button class="menu-item" cdkMenuItem (cdkMenuItemTriggered)="explore()">
              <o-icon name="table" />Open {{ table() }} in the explorer
            </button>
          }
        </div>
      </ng-template>
    }
    <ng-template #more>
      <div class="menu" cdkMenu>
        <button class="menu-item" cdkMenuItem (cdkMenuItemTriggered)="result().desk.toggle('changes')">
          <o-icon name="pencil" />Staged changes
        </button>
        <button class="menu-item" cdkMenuItem (cdkMenuItemTriggered)="result().desk.toggle('sets')">
          <o-icon name="history" />Applied changes and undo
        </button>
        <div class="menu-line"></div>
        <button class="menu-item" cdkMenuItem (cdkMenuItemTriggered)="explore()">
          <o-icon name="table" />Open {{ table() }} in the explorer
        </button>
      </div>
    </ng-template>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      display: flex;
      gap: 2px;
    }
    .editable {
      color: var(--o-text-dim);
      font-weight: 400;
    }
    .why {
      max-width: 340px;
    }
    p {
      padding: 6px 12px 0;
      line-height: 18px;
      white-space: normal;
    }
    .hint {
      padding-bottom: 6px;
      color: var(--o-text-dim);
    }
  `,
})
export class EditState {
  readonly #workspace = inject(Workspace);
  readonly result = input.required<EditableResult>();
  /** The statement shall be written so instead, and run. */
  readonly rewritten = output<{ readonly from: string; readonly to: string }>();
  protected readonly editability = computed(() => this.result().result.editability());
  protected readonly whyNoRow = computed(() => this.result().result.whyNoNewRows());
  protected readonly table = computed(() => this.result().result.source()?.table ?? null);
  protected readonly names = computed(() => this.result().result.source()?.add.join(', ') ?? '');
  protected readonly statement = computed(() => this.result().shown().statement);

  protected explore(): void {
    const table = this.table();
    const { connectionId } = this.result().shown().run.ask;
    if (table !== null) this.#workspace.open(explorerTab({ connectionId, table }));
  }
}
