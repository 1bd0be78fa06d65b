import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { TAB } from '../../core/workspace';

/** A table's rows: found, sorted, paged and edited. */
@Component({
  selector: 'o-explorer-page',
  template: `{{ tab().title }}`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ExplorerPage {
  protected readonly tab = inject(TAB).tab;
}
