import { Directive, computed, input } from '@angular/core';
import type { FormState } from './form-state';

/** Binds an input, a text area or a select to a path of a form: `<input oControl class="input" [oForm]="form" path="host" />`. */
@Directive({
  selector: 'input[oForm]:not([type=checkbox]), textarea[oForm], select[oForm]',
  host: { '[value]': 'value()', '[attr.name]': 'path()', '(input)': 'oForm().set(path(), $any($event.target).value)' },
})
export class FormText {
  readonly oForm = input.required<FormState>();
  readonly path = input.required<string>();
  protected readonly value = computed(() => this.oForm().text(this.path()));
}

/** The same for a check box. */
@Directive({
  selector: 'input[type=checkbox][oForm]',
  host: { '[checked]': 'value()', '[attr.name]': 'path()', '(change)': 'oForm().set(path(), $any($event.target).checked)' },
})
export class FormFlag {
  readonly oForm = input.required<FormState>();
  readonly path = input.required<string>();
  protected readonly value = computed(() => this.oForm().flag(this.path()));
}
