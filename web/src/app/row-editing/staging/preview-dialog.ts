import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import type { ChangesAnswer } from '@orrery/contracts';
import { DialogFrame } from '../../ui/dialog-frame';
import { Icon } from '../../ui/icon';
import { plainText } from '../../ui/result-grid/cell-text';
import { RemoteSource } from '../../core/remote';
import { changesText } from './row-changes';

export interface PreviewAsk {
  readonly count: number;
  readonly load: () => Promise<ChangesAnswer>;
}

/** Statements that are shown; the others are counted. */
const most = 200;

/** The exact statements that an apply would run, and what could not be undone. Closes with true to apply. */
@Component({
  selector: 'o-preview-dialog',
  imports: [DialogFrame, Icon],
  template: `
    <o-dialog [heading]="'Preview of ' + changes">
      @if (preview.value(); as answer) {
        @if (!answer.undoable || answer.undoNotes.length > 0) {
          <div class="notice notice-warning" role="note">
            <o-icon name="triangle-alert" />
            <div>
              <strong>{{
                answer.undoable ? 'Before you apply: what an undo does not reach' : 'This can’t be undone afterwards'
              }}</strong>
              @for (note of answer.undoNotes; track note) {
                <p>{{ note }}</p>
              }
            </div>
          </div>
        } @else {
          <p class="quiet">All of them in one transaction, or none. They can be undone afterwards.</p>
        }
        <ol tabindex="0" aria-label="Statements">
          @for (statement of answer.statements.slice(0, most); track $index) {
            <li>
              <pre>{{ statement.text }}</pre>
              @if (statement.params.length > 0) {
                <p class="params">
                  @for (param of statement.params; track $index) {
                    <span
                      ><i>{{ $index + 1 }}</i> {{ textOf(param) }}</span
                    >
                  }
                </p>
              }
            </li>
          }
        </ol>
        @if (answer.statements.length > most) {
          <p class="quiet">And {{ (answer.statements.length - most).toLocaleString('en') }} more like these.</p>
        }
      } @else if (preview.fault(); as fault) {
        <div class="notice notice-danger" role="alert">
          <o-icon name="circle-x" />
          <div>{{ fault.message }}</div>
        </div>
      } @else {
        <span class="skeleton"></span>
      }
      <ng-container actions>
        <button type="button" class="btn" (click)="ref.close(false)">Close</button>
        <button type="button" class="btn btn-primary" cdkFocusInitial [disabled]="!preview.value()" (click)="ref.close(true)">
          Apply {{ changes }}
        </button>
      </ng-container>
    </o-dialog>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      --dialog-width: 760px;
    }
    .notice {
      margin-bottom: 12px;
    }
    .quiet {
      margin-bottom: 10px;
      color: var(--o-text-dim);
    }
    ol {
      display: flex;
      flex-direction: column;
      gap: 8px;
      min-height: 80px;
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li {
      padding: 8px 10px;
      border: 1px solid var(--o-line);
      border-radius: var(--o-radius);
      background: var(--o-chrome);
    }
    pre {
      margin: 0;
      font: 12px/18px var(--o-mono);
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    .params {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 12px;
      margin-top: 6px;
      color: var(--o-text-dim);
      font: 11px/16px var(--o-mono);
      span {
        max-width: 100%;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: pre;
      }
      i {
        color: var(--o-text-faint);
        font-style: normal;
      }
    }
  `,
})
export class PreviewDialog {
  protected readonly ask = inject<PreviewAsk>(DIALOG_DATA);
  protected readonly ref = inject<DialogRef<boolean>>(DialogRef);
  protected readonly preview = new RemoteSource<ChangesAnswer>();
  protected readonly changes = changesText(this.ask.count);
  protected readonly most = most;

  constructor() {
    void this.preview.load(this.ask.load);
  }

  protected textOf(param: unknown): string {
    if (param === null || param === undefined) return 'NULL';
    const text = plainText(param, 'other');
    return text === '' ? '“”' : text.length > 200 ? `${text.slice(0, 200)}…` : text;
  }
}
