import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import type { ExplorerColumn } from '@orrery/contracts';
import { cellText, kindGlyphs } from '../../../ui/result-grid/cell-text';
import { ExplorerDesk } from '../explorer-desk';

/** A field of a row. */
export interface RowField {
  readonly place: number;
  readonly column: ExplorerColumn;
  readonly value: unknown;
  readonly isDefault: boolean;
  /** What it then shows. */
  readonly unset?: string;
  readonly isChanged: boolean;
  readonly fault: string | undefined;
}

/** A row as a form: a field a line, each of which can be edited or followed. */
@Component({
  selector: 'o-field-list',
  template: `
    <dl>
      @for (line of lines(); track line.place) {
        <div [class.changed]="line.isChanged" [class.bad]="line.fault">
          <dt [title]="line.column.dataType">
            <span class="glyph" aria-hidden="true">{{ line.glyph }}</span>
            <span class="ellipsis">{{ line.column.name }}</span>
            @if (line.column.isKey) {
              <span class="mark key">PK</span>
            }
          </dt>
          <dd>
            @if (editable()) {
              <button
                type="button"
                class="value ellipsis"
                [attr.data-look]="line.look"
                [attr.aria-label]="line.column.name + ': ' + line.text + ', edit'"
                (click)="edit.emit({ place: line.place, at: box($event) })"
              >
                {{ line.text }}
              </button>
            } @else {
              <span class="value ellipsis" [attr.data-look]="line.look" [title]="line.text">{{ line.text }}</span>
            }
            @if (line.follows) {
              <button
                type="button"
                class="follow"
                [attr.aria-label]="say('Open the row of') + ' ' + line.column.references?.table"
                [title]="'Open in ' + line.column.references?.table"
                (click)="follow.emit(line.place)"
              >
                ↗
              </button>
            }
          </dd>
          @if (line.fault) {
            <p role="alert">{{ line.fault }}</p>
          }
        </div>
      }
    </dl>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styleUrl: './field-list.scss',
})
export class FieldList {
  protected readonly say = inject(ExplorerDesk).say;
  readonly fields = input.required<readonly RowField[]>();
  readonly editable = input(false);
  readonly edit = output<{ readonly place: number; readonly at: DOMRect }>();
  readonly follow = output<number>();
  protected readonly lines = computed(() =>
    this.fields().map((field) => {
      const { column, value, isDefault, unset = 'DEFAULT' } = field;
      const { text, look } = isDefault ? { text: unset, look: 'null' as const } : cellText(value, column);
      const follows = column.references !== undefined && value !== null && value !== undefined;
      return { ...field, text, look, follows, glyph: kindGlyphs[column.kind] };
    }),
  );

  protected box(event: Event): DOMRect {
    return event.currentTarget instanceof Element ? event.currentTarget.getBoundingClientRect() : new DOMRect();
  }
}
