import { CdkMenu, CdkMenuItem } from '@angular/cdk/menu';
import { ChangeDetectionStrategy, Component, output } from '@angular/core';
import { type ExportFormat, exportFormats } from '@orrery/contracts';

/** The files that rows can be written into. */
@Component({
  selector: 'o-export-menu',
  imports: [CdkMenu, CdkMenuItem],
  template: `
    <div class="menu" cdkMenu aria-label="Export all rows as">
      <div class="menu-title">All rows, as a file</div>
      @for (choice of choices; track choice.format) {
        <button class="menu-item" cdkMenuItem (cdkMenuItemTriggered)="chosen.emit(choice.format)">
          {{ choice.label }}<span class="end">.{{ choice.extension }}</span>
        </button>
      }
    </div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      display: contents;
    }
  `,
})
export class ExportMenu {
  readonly chosen = output<ExportFormat>();
  protected readonly choices = Object.entries(exportFormats).map(([format, { label, extension }]) => ({
    format: format as ExportFormat,
    label,
    extension,
  }));
}
