import { ChangeDetectionStrategy, Component, ElementRef, afterNextRender, inject, input } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { sessionCreate } from '@orrery/contracts';
import { FormText } from '../../core/form-field';
import { FormState, focusFirstError, focusFirstField } from '../../core/form-state';
import { Session, goalOf } from '../../core/session';
import { Control, Field } from '../../ui/field';
import { Icon } from '../../ui/icon';
import { Entrance } from './entrance';

@Component({
  selector: 'o-sign-in-page',
  imports: [Control, Entrance, Field, FormText, Icon, RouterLink],
  template: `
    <o-entrance heading="Sign in" text="Your queries and history are as you left them.">
      <form novalidate (submit)="$event.preventDefault(); submit()">
        @if (form.fault(); as fault) {
          <div class="notice notice-danger" role="alert"><o-icon name="circle-alert" />{{ fault.message }}</div>
        }
        @if (ended() !== undefined && !form.fault()) {
          <div class="notice" role="status"><o-icon name="info" />Your session ended. Sign in again: what you typed is kept.</div>
        }
        <o-field label="E-mail" [error]="form.error('email')">
          <input oControl class="input" type="email" autocomplete="username" [oForm]="form" path="email" />
        </o-field>
        <o-field label="Password" [error]="form.error('password')">
          <input oControl class="input" type="password" autocomplete="current-password" [oForm]="form" path="password" />
        </o-field>
        <button class="btn btn-primary" [disabled]="form.busy()">{{ form.busy() ? 'Signing in…' : 'Sign in' }}</button>
      </form>
      <p class="other">New here? <a routerLink="/sign-up" queryParamsHandling="preserve">Create an account</a></p>
    </o-entrance>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styleUrl: './entrance-form.scss',
})
export class SignInPage {
  /** Where to go then. */
  readonly next = input<string>();
  /** Set where a session ended by itself. */
  readonly ended = input<string>();
  readonly #session = inject(Session);
  readonly #router = inject(Router);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  protected readonly form = new FormState({ email: '', password: '' });

  constructor() {
    afterNextRender(() => {
      focusFirstField(this.#host);
    });
  }

  protected async submit(): Promise<void> {
    const request = { email: this.form.text('email').trim(), password: this.form.text('password') };
    const done = await this.form.submit(sessionCreate.request, request, async (checked) => {
      await this.#session.signIn(checked);
      return true;
    });
    if (done) await this.#router.navigateByUrl(goalOf(this.next()));
    else focusFirstError(this.#host);
  }
}
