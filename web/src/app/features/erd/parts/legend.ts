import { ChangeDetectionStrategy, Component, ViewEncapsulation } from '@angular/core';
import { type End, signOf } from '../diagram/cardinality';

const ends: readonly { readonly end: End; readonly says: string }[] = [
  { end: 'one', says: 'Exactly one' },
  { end: 'zero-or-one', says: 'None or one' },
  { end: 'many', says: 'Any number' },
];

/** What the signs of a diagram say. */
@Component({
  selector: 'o-legend',
  template: `
    <dl>
      @for (one of signs; track one.says) {
        <dt>
          <svg width="52" height="18" aria-hidden="true">
            <path class="erd-line" d="M 0 9 H 52" />
            <path class="erd-sign" [attr.d]="one.d" />
          </svg>
        </dt>
        <dd>{{ one.says }}</dd>
      }
      <dt>
        <svg width="52" height="18" aria-hidden="true">
          <path class="erd-line erd-guessed" d="M 0 9 H 52" />
          <rect class="erd-sure-area" x="9" y="1" width="34" height="16" rx="8" />
          <text class="erd-sure" x="26" y="13" text-anchor="middle">94 %</text>
        </svg>
      </dt>
      <dd>Inferred, and how sure that is</dd>
      <dt class="erd-pale">name</dt>
      <dd>May be null</dd>
    </dl>
  `,
  encapsulation: ViewEncapsulation.None,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    o-legend {
      display: block;
      padding: 10px 12px;
      border: 1px solid var(--o-line);
      border-radius: var(--o-radius);
      background: var(--o-raised);
      font-size: var(--o-size-small);
      dl {
        display: grid;
        grid-template-columns: 52px auto;
        gap: 6px 12px;
        align-items: center;
        margin: 0;
      }
      dt {
        line-height: 18px;
      }
      dd {
        margin: 0;
        color: var(--o-text-dim);
      }
      svg {
        display: block;
      }
      .erd-sign {
        fill: var(--o-raised);
      }
      .erd-pale {
        color: var(--o-text-dim);
        font-family: var(--o-mono);
      }
    }
  `,
})
export class Legend {
  protected readonly signs = ends.map(({ end, says }) => ({ says, d: signOf(end, { x: 52, y: 9 }, -1) }));
}
