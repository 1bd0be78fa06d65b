import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { DialogRef } from '@angular/cdk/dialog';
import { Icon } from './icon';

/** The frame of a dialog: heading, content, and `[actions]` at its foot. Open it with `Dialogs`; mark what gets the focus first with `cdkFocusInitial`. */
@Component({
  selector: 'o-dialog',
  imports: [Icon],
  template: `
    <header>
      <h2 id="dialog-title">{{ heading() }}</h2>
      <button type="button" class="btn btn-ghost btn-icon" aria-label="Close" (click)="close()"><o-icon name="x" /></button>
    </header>
    <div class="body"><ng-content /></div>
    <footer><ng-content select="[actions]" /></footer>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      width: min(var(--dialog-width, 440px), calc(100vw - 24px));
      max-height: min(80vh, 720px);
      border: 1px solid var(--o-line-strong);
      border-radius: var(--o-radius-large);
      background: var(--o-raised);
      box-shadow: var(--o-shadow);
    }
    header {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: 12px;
      padding: 14px 12px 6px 20px;
    }
    .body {
      padding: 4px 20px 16px;
      overflow: auto;
      color: var(--o-text);
    }
    footer {
      display: flex;
      justify-content: flex-end;
      gap: 8px;
      padding: 0 20px 16px;
    }
    footer:empty {
      display: none;
    }
  `,
})
export class DialogFrame {
  readonly heading = input.required<string>();
  readonly #ref = inject(DialogRef, { optional: true });
  protected close(): void {
    this.#ref?.close();
  }
}
