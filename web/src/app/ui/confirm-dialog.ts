import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { DialogFrame } from './dialog-frame';
import { Control, Field } from './field';

export interface ConfirmQuestion {
  readonly heading: string;
  /** What will be lost, with the number. */
  readonly text: string;
  /** The verb on the button. */
  readonly action: string;
  readonly danger?: boolean;
  /** Must be typed first: only for what can't be undone. */
  readonly typed?: string;
}

@Component({
  selector: 'o-confirm-dialog',
  imports: [DialogFrame, Field, Control],
  template: `
    <o-dialog [heading]="question.heading">
      <form id="confirm" (submit)="$event.preventDefault(); answer()">
        <p>{{ question.text }}</p>
        @if (question.typed; as typed) {
          <o-field [label]="'Type “' + typed + '” to confirm'">
            <input oControl class="input" autocomplete="off" #input (input)="word.set(input.value)" />
          </o-field>
        }
      </form>
      <ng-container actions>
        <button type="button" class="btn btn-large" (click)="ref.close(false)">Cancel</button>
        <button
          type="submit"
          form="confirm"
          class="btn btn-large btn-primary"
          [class.btn-danger]="question.danger"
          [disabled]="!ready()"
        >
          {{ question.action }}
        </button>
      </ng-container>
    </o-dialog>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    form {
      display: flex;
      flex-direction: column;
      gap: 14px;
    }
    p {
      color: var(--o-text-dim);
      overflow-wrap: anywhere;
    }
  `,
})
export class ConfirmDialog {
  protected readonly question = inject<ConfirmQuestion>(DIALOG_DATA);
  protected readonly ref = inject<DialogRef<boolean>>(DialogRef);
  protected readonly word = signal('');
  protected readonly ready = computed(() => this.question.typed === undefined || this.word() === this.question.typed);

  protected answer(): void {
    if (this.ready()) this.ref.close(true);
  }
}
