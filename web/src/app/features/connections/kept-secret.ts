import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { FormState } from '../../core/form-state';
import { Icon } from '../../ui/icon';

/** What becomes of a secret that is stored, when the form is saved. */
export type Fate = 'none' | 'kept' | 'replaced' | 'removed';

/** `keptAt`: where the form says that one is stored; `path`: where another one is typed. */
export function fateOf(form: FormState, keptAt: string, path: string): Fate {
  if (!form.wasFlag(keptAt)) return 'none';
  if (form.text(path) !== '') return 'replaced';
  return form.flag(keptAt) ? 'kept' : 'removed';
}

const hints: Readonly<Record<Exclude<Fate, 'none'>, string>> = {
  kept: 'Saved. Type to replace it.',
  replaced: 'Takes the place of the saved one.',
  removed: 'Removed when you save.',
};

/** What to say beside the field of a secret; `otherwise` where none is stored. */
export const hintOf = (fate: Fate, otherwise: string): string => (fate === 'none' ? otherwise : hints[fate]);

/** `SSH password` and `passphrase of the key`: a label inside of a sentence. */
const inSentence = (label: string): string => (/^[A-Z]{2}/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1));

/** Removes a secret that is stored, and takes that back as long as nothing is saved. */
@Component({
  selector: 'o-kept-secret',
  imports: [Icon],
  template: `
    @switch (fate()) {
      @case ('kept') {
        <button type="button" class="btn btn-small btn-ghost" (click)="form().set(keptAt(), false)">
          <o-icon name="trash" [size]="12" />Remove saved {{ noun() }}
        </button>
      }
      @case ('removed') {
        <button type="button" class="btn btn-small" (click)="form().set(keptAt(), true)">
          <o-icon name="undo" [size]="12" />Keep saved {{ noun() }}
        </button>
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      display: block;
    }
    button {
      margin-top: 4px;
    }
  `,
})
export class KeptSecret {
  readonly form = input.required<FormState>();
  readonly keptAt = input.required<string>();
  readonly path = input.required<string>();
  readonly label = input.required<string>();
  protected readonly fate = computed(() => fateOf(this.form(), this.keptAt(), this.path()));
  protected readonly noun = computed(() => inSentence(this.label()));
}
