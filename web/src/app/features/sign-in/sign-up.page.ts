import { ChangeDetectionStrategy, Component, ElementRef, afterNextRender, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { userRegister } from '@orrery/contracts';
import { FormText } from '../../core/form-field';
import { FormState, focusFirstError, focusFirstField } from '../../core/form-state';
import { Session, goalOf } from '../../core/session';
import { Control, Field } from '../../ui/field';
import { Icon } from '../../ui/icon';
import { Entrance } from './entrance';

@Component({
  selector: 'o-sign-up-page',
  imports: [Control, Entrance, Field, FormText, Icon, RouterLink],
  template: `
    <o-entrance heading="Create an account" text="A sample database is ready to try things on.">
      <form novalidate (submit)="$event.preventDefault(); submit()">
        @if (form.fault(); as fault) {
          <div class="notice notice-danger" role="alert"><o-icon name="circle-alert" />{{ fault.message }}</div>
        }
        <o-field label="E-mail" [error]="form.error('email')">
          <input oControl class="input" type="email" autocomplete="username" [oForm]="form" path="email" />
        </o-field>
        <o-field label="User name" [optional]="true" [error]="form.error('username')">
          <input oControl class="input" autocomplete="nickname" [oForm]="form" path="username" />
        </o-field>
        <o-field
          label="Password"
          hint="At least 8 characters. A few words in a row are easy to remember."
          [error]="form.error('password')"
        >
          <div class="secret">
            <input
              oControl
              class="input"
              autocomplete="new-password"
              [type]="shown() ? 'text' : 'password'"
              [oForm]="form"
              path="password"
            />
            <button
              type="button"
              class="btn btn-ghost btn-icon"
              [attr.aria-label]="shown() ? 'Hide the password' : 'Show the password'"
              [attr.aria-pressed]="shown()"
              (click)="shown.set(!shown())"
            >
              <o-icon [name]="shown() ? 'eye-off' : 'eye'" />
            </button>
          </div>
        </o-field>
        <button class="btn btn-primary" [disabled]="form.busy()">{{ form.busy() ? 'Creating…' : 'Create account' }}</button>
      </form>
      <p class="other">Have an account? <a routerLink="/sign-in" queryParamsHandling="preserve">Sign in</a></p>
    </o-entrance>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styleUrl: './entrance-form.scss',
})
export class SignUpPage {
  /** Where to go then. */
  readonly next = input<string>();
  readonly #session = inject(Session);
  readonly #router = inject(Router);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  protected readonly form = new FormState({ email: '', username: '', password: '' });
  protected readonly shown = signal(false);

  constructor() {
    afterNextRender(() => {
      focusFirstField(this.#host);
    });
  }

  protected async submit(): Promise<void> {
    const username = this.form.text('username').trim();
    const request = {
      email: this.form.text('email').trim(),
      password: this.form.text('password'),
      ...(username === '' ? {} : { username }),
    };
    const done = await this.form.submit(userRegister.request, request, async (checked) => {
      await this.#session.signUp(checked);
      return true;
    });
    if (done) await this.#router.navigateByUrl(goalOf(this.next()));
    else focusFirstError(this.#host);
  }
}
