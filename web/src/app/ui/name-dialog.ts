import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { DialogFrame } from './dialog-frame';
import { Control, Field } from './field';

export interface NameQuestion {
  readonly heading: string;
  readonly name: string;
  /** What the button does. */
  readonly action: string;
  /** What should be known before. */
  readonly note?: string;
  /** Does it under the name, and answers why it was refused: then the dialog stays, with what was typed. */
  readonly act?: (name: string) => Promise<string | undefined>;
}

/** Asks for a name. Closes with it, or with nothing. */
@Component({
  selector: 'o-name-dialog',
  imports: [DialogFrame, Field, Control],
  template: `
    <form (submit)="done($event)">
      <o-dialog [heading]="question.heading">
        <o-field label="Name" [error]="error()">
          <input
            oControl
            cdkFocusInitial
            class="input"
            name="name"
            maxlength="200"
            autocomplete="off"
            [value]="name()"
            (input)="typed($event)"
          />
        </o-field>
        @if (question.note) {
          <p class="note">{{ question.note }}</p>
        }
        <ng-container actions>
          <button type="button" class="btn" (click)="ref.close()">Cancel</button>
          <button type="submit" class="btn btn-primary">{{ question.action }}</button>
        </ng-container>
      </o-dialog>
    </form>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    .note {
      margin-top: 10px;
      color: var(--o-text-dim);
    }
  `,
})
export class NameDialog {
  protected readonly question = inject<NameQuestion>(DIALOG_DATA);
  protected readonly ref = inject<DialogRef<string>>(DialogRef);
  protected readonly name = signal(this.question.name);
  readonly #tried = signal(false);
  readonly #refused = signal('');
  #isActing = false;
  protected readonly error = computed(() =>
    this.#tried() && this.name().trim() === '' ? 'A name is needed to find it again' : this.#refused(),
  );

  protected typed(event: Event): void {
    if (event.target instanceof HTMLInputElement) this.name.set(event.target.value);
    this.#refused.set('');
  }

  protected async done(event: Event): Promise<void> {
    event.preventDefault();
    this.#tried.set(true);
    const name = this.name().trim();
    if (name === '' || this.#isActing) return;
    this.#isActing = true;
    const refused = await this.question.act?.(name);
    this.#isActing = false;
    if (refused === undefined) this.ref.close(name);
    else this.#refused.set(refused);
  }
}
