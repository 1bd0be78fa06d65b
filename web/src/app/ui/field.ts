import { ChangeDetectionStrategy, Component, Directive, computed, contentChild, inject, input } from '@angular/core';

let last = 0;

/** Marks the control inside an `o-field`, which then names it and says what is wrong with it. */
@Directive({
  selector: '[oControl]',
  host: {
    '[id]': 'field.id',
    '[attr.aria-invalid]': 'field.error() ? "true" : null',
    '[attr.aria-describedby]': 'field.describedBy()',
  },
})
export class Control {
  protected readonly field = inject(Field);
}

/** A label, its control (`<input oControl class="input">`), a hint, and what is wrong with it. */
@Component({
  selector: 'o-field',
  template: `
    <label [for]="id" [class.visually-hidden]="hideLabel()">
      {{ label() }}
      @if (optional()) {
        <span class="optional">optional</span>
      }
    </label>
    <ng-content />
    @if (error()) {
      <p class="error" [id]="id + '-error'" role="alert">{{ error() }}</p>
    } @else if (hint()) {
      <p class="hint" [id]="id + '-hint'">{{ hint() }}</p>
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 4px;
      min-width: 0;
    }
    label {
      font-weight: 500;
      line-height: 20px;
    }
    .optional {
      margin-left: 4px;
      color: var(--o-text-faint);
      font-weight: 400;
      font-size: var(--o-size-small);
    }
    p {
      font-size: var(--o-size-small);
      line-height: 16px;
      overflow-wrap: anywhere;
    }
    .hint {
      color: var(--o-text-dim);
    }
    .error {
      color: var(--o-danger);
    }
  `,
})
export class Field {
  readonly label = input.required<string>();
  readonly hideLabel = input(false);
  readonly optional = input(false);
  readonly hint = input('');
  readonly error = input<string | null | undefined>('');
  readonly id = `field-${(++last).toString()}`;
  protected readonly control = contentChild(Control);
  readonly describedBy = computed(() => (this.error() ? `${this.id}-error` : this.hint() ? `${this.id}-hint` : null));
}
