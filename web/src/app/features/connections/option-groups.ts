import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { FormFlag, FormText } from '../../core/form-field';
import type { FormState } from '../../core/form-state';
import { Control, Field } from '../../ui/field';
import { type Fate, fateOf, hintOf, KeptSecret } from './kept-secret';
import { type OptionField, type OptionGroup, shown } from './option-fields';

/** The advanced part of the form: whatever the kind's schema asks for. */
@Component({
  selector: 'o-option-groups',
  imports: [Control, Field, FormFlag, FormText, KeptSecret],
  template: `
    @for (group of groups(); track group.title) {
      <fieldset>
        <legend>{{ group.title }}</legend>
        @if (group.hint) {
          <p class="hint">{{ group.hint }}</p>
        }
        <div class="fields">
          @for (field of group.fields; track field.path) {
            @if (visible(field, group)) {
              @switch (field.control) {
                @case ('flag') {
                  <label class="check wide">
                    <input type="checkbox" [oForm]="form()" [path]="field.path" />
                    {{ field.label }}
                  </label>
                }
                @case ('choice') {
                  <o-field [label]="field.label" [hint]="field.hint" [error]="form().error(field.path)">
                    <select oControl class="input" [oForm]="form()" [path]="field.path">
                      <option value="">Default{{ field.placeholder ? ' (' + field.placeholder + ')' : '' }}</option>
                      @for (choice of field.choices; track choice) {
                        <option [value]="choice">{{ choice }}</option>
                      }
                    </select>
                  </o-field>
                }
                @case ('long') {
                  <o-field class="wide" [label]="field.label" [hint]="hintOf(field)" [error]="form().error(field.path)">
                    <textarea
                      oControl
                      class="input mono"
                      rows="3"
                      spellcheck="false"
                      [placeholder]="field.placeholder"
                      [oForm]="form()"
                      [path]="field.path"
                    ></textarea>
                    @if (field.keptAt; as keptAt) {
                      <o-kept-secret [form]="form()" [keptAt]="keptAt" [path]="field.path" [label]="field.label" />
                    }
                  </o-field>
                }
                @case ('secret') {
                  <o-field [label]="field.label" [hint]="hintOf(field)" [error]="form().error(field.path)">
                    <input
                      oControl
                      class="input"
                      type="password"
                      autocomplete="new-password"
                      [placeholder]="isKept(field) ? '••••••••' : ''"
                      [oForm]="form()"
                      [path]="field.path"
                    />
                    @if (field.keptAt; as keptAt) {
                      <o-kept-secret [form]="form()" [keptAt]="keptAt" [path]="field.path" [label]="field.label" />
                    }
                  </o-field>
                }
                @case ('pairs') {
                  <o-field class="wide" [label]="field.label" [hint]="field.hint" [error]="form().error(field.path)">
                    <textarea
                      oControl
                      class="input mono"
                      rows="2"
                      spellcheck="false"
                      [oForm]="form()"
                      [path]="field.path"
                    ></textarea>
                  </o-field>
                }
                @default {
                  <o-field [label]="field.label" [hint]="field.hint" [error]="form().error(field.path)">
                    <input
                      oControl
                      class="input"
                      autocomplete="off"
                      spellcheck="false"
                      [attr.inputmode]="field.control === 'number' ? 'numeric' : null"
                      [placeholder]="field.placeholder"
                      [oForm]="form()"
                      [path]="field.path"
                    />
                  </o-field>
                }
              }
            }
          }
        </div>
      </fieldset>
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 20px;
    }
    fieldset {
      margin: 0;
      padding: 0;
      border: 0;
      min-width: 0;
    }
    legend {
      padding: 0 0 6px;
      font-weight: 600;
    }
    .hint {
      margin: -4px 0 8px;
      color: var(--o-text-dim);
      font-size: var(--o-size-small);
    }
    .fields {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(190px, 1fr));
      gap: 12px;
      align-items: start;
    }
    .wide {
      grid-column: 1 / -1;
    }
    textarea {
      font-size: 12px;
    }
  `,
})
export class OptionGroups {
  readonly groups = input.required<readonly OptionGroup[]>();
  readonly form = input.required<FormState>();

  /** A secret that is stored, and is to stay. */
  protected isKept(field: OptionField): boolean {
    return this.#fateOf(field) === 'kept';
  }

  protected hintOf(field: OptionField): string {
    return hintOf(this.#fateOf(field), field.hint);
  }

  #fateOf({ keptAt, path }: OptionField): Fate {
    return keptAt === undefined ? 'none' : fateOf(this.form(), keptAt, path);
  }

  protected visible(field: OptionField, group: OptionGroup): boolean {
    return shown(field, group, this.form().values());
  }
}
