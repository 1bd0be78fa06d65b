import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { DialogFrame } from '../../../ui/dialog-frame';
import { Control, Field } from '../../../ui/field';

export interface SaveQuestion {
  readonly name: string;
  /** The text has not been run as it is: saving runs it first. */
  readonly mustRun: boolean;
}

/** Asks under which name a query is saved. Answers the name, or nothing. */
@Component({
  selector: 'o-save-dialog',
  imports: [DialogFrame, Field, Control],
  template: `
    <form (submit)="done($event)">
      <o-dialog heading="Save the query">
        <o-field label="Name" [error]="error()">
          <input
            oControl
            class="input"
            name="name"
            maxlength="200"
            autocomplete="off"
            [value]="name()"
            (input)="typed($event)"
            cdkFocusInitial
          />
        </o-field>
        @if (question.mustRun) {
          <p class="why">This text has not been run yet. Saved queries come from the history, so it is run now and then saved.</p>
        }
        <ng-container actions>
          <button type="button" class="btn" (click)="ref.close()">Cancel</button>
          <button type="submit" class="btn btn-primary">{{ question.mustRun ? 'Run and save' : 'Save' }}</button>
        </ng-container>
      </o-dialog>
    </form>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    .why {
      margin-top: 10px;
      color: var(--o-text-dim);
    }
  `,
})
export class SaveDialog {
  protected readonly question = inject<SaveQuestion>(DIALOG_DATA);
  protected readonly ref = inject<DialogRef<string>>(DialogRef);
  protected readonly name = signal(this.question.name);
  readonly #tried = signal(false);
  protected readonly error = computed(() =>
    this.#tried() && this.name().trim() === '' ? 'A name is needed to find it again' : '',
  );

  protected typed(event: Event): void {
    if (event.target instanceof HTMLInputElement) this.name.set(event.target.value);
  }

  protected done(event: Event): void {
    event.preventDefault();
    this.#tried.set(true);
    const name = this.name().trim();
    if (name !== '') this.ref.close(name);
  }
}
