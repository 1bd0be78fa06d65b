import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { userDelete } from '@orrery/contracts';
import { FormText } from '../../core/form-field';
import { FormState } from '../../core/form-state';
import { DialogFrame } from '../../ui/dialog-frame';
import { Control, Field } from '../../ui/field';
import { Icon } from '../../ui/icon';
import type { ProfileStore } from './profile.store';

/** The last question before an account goes: it can't be undone, so it asks for the password. */
@Component({
  selector: 'o-delete-account',
  imports: [Control, DialogFrame, Field, FormText, Icon],
  template: `
    <o-dialog heading="Delete your account?">
      <form id="delete-account" novalidate (submit)="$event.preventDefault(); remove()">
        <p>This can’t be undone. With the account go:</p>
        <ul>
          @for (thing of store.lost(); track thing) {
            <li><o-icon name="x" [size]="14" />{{ thing }}</li>
          }
        </ul>
        <p class="dim">Your databases themselves are not touched.</p>
        @if (form.fault(); as fault) {
          <div class="notice notice-danger" role="alert"><o-icon name="circle-alert" />{{ fault.message }}</div>
        }
        <o-field label="Your password" [error]="form.error('password')">
          <input oControl class="input" type="password" autocomplete="current-password" [oForm]="form" path="password" />
        </o-field>
      </form>
      <ng-container actions>
        <button type="button" class="btn btn-large" (click)="ref.close()">Keep the account</button>
        <button
          type="submit"
          form="delete-account"
          class="btn btn-large btn-primary btn-danger"
          [disabled]="form.busy() || form.text('password') === ''"
        >
          Delete account
        </button>
      </ng-container>
    </o-dialog>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    form {
      display: flex;
      flex-direction: column;
      gap: 12px;
    }
    li {
      display: flex;
      align-items: center;
      gap: 8px;
      min-height: 24px;
    }
    li o-icon {
      color: var(--o-danger);
    }
    .dim {
      color: var(--o-text-dim);
    }
  `,
})
export class DeleteAccount {
  protected readonly store = inject<ProfileStore>(DIALOG_DATA);
  protected readonly ref = inject(DialogRef);
  protected readonly form = new FormState({ password: '' });

  protected async remove(): Promise<void> {
    const gone = await this.form.submit(userDelete.request, { password: this.form.text('password') }, async ({ password }) => {
      await this.store.deleteAccount(password);
      return true;
    });
    if (gone) this.ref.close();
    else if (this.form.fault()?.code === 'password_wrong') {
      const message = this.form.fault()?.message ?? '';
      this.form.clearErrors();
      this.form.setError('password', message);
    }
  }
}
