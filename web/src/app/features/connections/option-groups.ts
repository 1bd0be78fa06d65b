import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { FormFlag, FormText } from '../../core/form-field';
import type { FormState } from '../../core/form-state';
import { Control, Field } from '../../ui/field';
import { type OptionField, type OptionGroup, shown } from './option-fields';

/** The advanced part of the form: whatever the kind's schema asks for. */
@Component({
  selector: 'o-option-groups',
  imports: [Control, Field, FormFlag, FormText],
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
                  </o-field>
                }
                @case ('secret') {
                  <o-field [label]="field.label" [hint]="hintOf(field)" [error]="form().error(field.path)">
                    <input
                      oControl
                      class="input"
                      type="password"
                      autocomplete="new-password"
                      [placeholder]="kept(field) ? '••••••••' : ''"
                      [oForm]="form()"
                      [path]="field.path"
                    />
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
              @if (kept(field)) {
                <button type="button" class="btn btn-small drop" (click)="drop(field)">
                  Remove the stored {{ field.label.toLowerCase() }}
                </button>
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
    .drop {
      justify-self: start;
      align-self: center;
    }
  `,
})
export class OptionGroups {
  readonly groups = input.required<readonly OptionGroup[]>();
  readonly form = input.required<FormState>();

  /** A secret that is stored, and is to stay. */
  protected kept(field: OptionField): boolean {
    return field.keptAt !== undefined && this.form().flag(field.keptAt);
  }

  protected hintOf(field: OptionField): string {
    return this.kept(field) ? 'Stored. Type to replace it.' : field.hint;
  }

  protected drop({ keptAt }: OptionField): void {
    if (keptAt !== undefined) this.form().set(keptAt, false);
  }

  protected visible(field: OptionField, group: OptionGroup): boolean {
    return shown(field, group, this.form().values());
  }
}
