import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { Toasts } from '../core/toasts';
import { Icon } from '../ui/icon';

@Component({
  selector: 'o-toast-list',
  imports: [Icon],
  template: `
    @for (toast of toasts.all(); track toast.id) {
      <div class="toast" [class.danger]="toast.kind === 'danger'">
        <span class="text">{{ toast.text }}</span>
        @if (toast.action; as action) {
          <button type="button" class="btn btn-small" (click)="action.run(); toasts.close(toast.id)">{{ action.label }}</button>
        }
        <button type="button" class="btn btn-ghost btn-small btn-icon" aria-label="Dismiss" (click)="toasts.close(toast.id)">
          <o-icon name="x" [size]="14" />
        </button>
      </div>
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'status', 'aria-live': 'polite' },
  styles: `
    :host {
      position: fixed;
      right: 12px;
      /* above the bar on which staged changes are applied */
      bottom: calc(var(--o-status) + 48px);
      display: flex;
      flex-direction: column;
      gap: 8px;
      z-index: 1100;
      pointer-events: none;
    }
    .toast {
      display: flex;
      align-items: center;
      gap: 8px;
      max-width: min(420px, calc(100vw - 24px));
      padding: 6px 6px 6px 12px;
      border: 1px solid var(--o-line-strong);
      border-radius: 8px;
      background: var(--o-raised);
      box-shadow: var(--o-shadow);
      pointer-events: auto;
      animation: in var(--o-slow) var(--o-ease);
    }
    .toast.danger {
      border-left: 3px solid var(--o-danger);
    }
    .text {
      flex: 1;
      overflow-wrap: anywhere;
    }
    @keyframes in {
      from {
        opacity: 0;
        transform: translateY(6px);
      }
    }
  `,
})
export class ToastList {
  protected readonly toasts = inject(Toasts);
}
