import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { FileExports } from '../core/file-exports';
import { byteSize } from '../ui/result-grid/cell-text';

/** The files that are being made: how much of each has come, and a way to stop it. */
@Component({
  selector: 'o-export-list',
  template: `
    @for (one of exports.running(); track one.name) {
      <div class="file">
        <span class="name">{{ one.name }}</span>
        <span class="size tabular">{{ one.bytes === 0 ? 'Running…' : byteSize(one.bytes) }}</span>
        <button type="button" class="btn btn-small" [attr.aria-label]="'Cancel the export of ' + one.name" (click)="one.cancel()">
          Cancel
        </button>
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
      display: flex;
      align-items: center;
      gap: 12px;
      max-width: min(420px, calc(100vw - 24px));
      padding: 6px 6px 6px 12px;
      border: 1px solid var(--o-line-strong);
      border-radius: 8px;
      background: var(--o-raised);
      box-shadow: var(--o-shadow);
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
