import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { FileExports } from '../core/file-exports';
import { Icon } from '../ui/icon';
import { byteSize } from '../ui/result-grid/cell-text';

/** The files that are being made: how much of each has come, and a way to stop it; and those that broke off, with why. */
@Component({
  selector: 'o-export-list',
  imports: [Icon],
  template: `
    @for (one of exports.all(); track one.id) {
      <div class="file" [class.failed]="one.fault !== null">
        <div class="line">
          <span class="name" [title]="one.name">{{ one.name }}</span>
          @if (one.fault) {
            <button type="button" class="btn btn-small" (click)="one.again()">Export again</button>
            <button
              type="button"
              class="btn btn-ghost btn-icon btn-small"
              [attr.aria-label]="'Dismiss ' + one.name"
              (click)="one.leave()"
            >
              <o-icon name="x" [size]="14" />
            </button>
          } @else {
            <span class="size tabular">{{ one.bytes === 0 ? 'Running…' : byteSize(one.bytes) }}</span>
            <button
              type="button"
              class="btn btn-small"
              [attr.aria-label]="'Cancel the export of ' + one.name"
              (click)="one.leave()"
            >
              Cancel
            </button>
          }
        </div>
        @if (one.fault; as fault) {
          <p role="alert">{{ fault.message }}</p>
        }
      </div>
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'status', 'aria-label': 'Exports', 'aria-live': 'off' },
  styles: `
    :host {
      position: fixed;
      left: 50%;
      bottom: calc(var(--o-status) + 12px);
      transform: translateX(-50%);
      display: flex;
      flex-direction: column;
      gap: 8px;
      z-index: 1100;
    }
    .file {
      width: max-content;
      min-width: 260px;
      max-width: min(420px, calc(100vw - 24px));
      margin: 0 auto;
      padding: 6px 6px 6px 12px;
      border: 1px solid var(--o-line-strong);
      border-radius: 8px;
      background: var(--o-raised);
      box-shadow: var(--o-shadow);
    }
    .line {
      display: flex;
      align-items: center;
      gap: 8px;
    }
    .failed {
      border-color: var(--o-danger);
    }
    p {
      max-height: 120px;
      padding: 2px 6px 4px 0;
      overflow: auto;
      color: var(--o-danger);
      font-size: var(--o-size-small);
      overflow-wrap: anywhere;
    }
    .name {
      flex: 1;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .size {
      color: var(--o-text-dim);
      white-space: nowrap;
    }
  `,
})
export class ExportList {
  protected readonly exports = inject(FileExports);
  protected readonly byteSize = byteSize;
}
