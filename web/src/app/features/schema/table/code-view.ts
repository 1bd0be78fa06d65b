import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { Icon } from '../../../ui/icon';
import { codeTokens } from './code-tokens';

/** Code to read and to copy, coloured in its language. */
@Component({
  selector: 'o-code-view',
  imports: [Icon],
  template: `
    <div class="acts">
      <ng-content />
      <button type="button" class="btn btn-small" (click)="copied.emit(text())"><o-icon name="copy" [size]="13" />Copy</button>
    </div>
    <pre
      tabindex="0"
      role="region"
      [attr.aria-label]="label()"
    ><code>@for (token of tokens(); track $index) {<span [class]="token.kind">{{ token.text }}</span>}</code></pre>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      position: relative;
      display: block;
    }
    .acts {
      position: absolute;
      top: 8px;
      right: 8px;
      display: flex;
      gap: 6px;
    }
    pre {
      margin: 0;
      padding: 12px 14px;
      overflow: auto;
      border: 1px solid var(--o-line);
      border-radius: var(--o-radius);
      background: var(--o-chrome);
      font: 400 12px/20px var(--o-mono);
      font-variant-ligatures: none;
      tab-size: 2;
    }
    .keyword {
      color: var(--o-code-keyword);
    }
    .string {
      color: var(--o-code-string);
    }
    .number {
      color: var(--o-code-number);
    }
    .comment {
      color: var(--o-code-comment);
    }
  `,
})
export class CodeView {
  readonly text = input.required<string>();
  readonly kind = input('');
  readonly label = input('Code');
  readonly copied = output<string>();
  protected readonly tokens = computed(() => codeTokens(this.kind(), this.text()));
}
