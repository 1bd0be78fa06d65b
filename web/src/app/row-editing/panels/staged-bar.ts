import { ChangeDetectionStrategy, Component, computed, inject, output } from '@angular/core';
import { Icon } from '../../ui/icon';
import { EditingDesk } from '../editing-desk';
import { changesText, stagedText } from '../staging/row-changes';
import { StagingStore } from '../staging/staging.store';

/** What is staged, and the ways on from there: step back, look at it, throw it away, preview, apply. */
@Component({
  selector: 'o-staged-bar',
  imports: [Icon],
  templateUrl: './staged-bar.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    .staged {
      display: flex;
      align-items: center;
      justify-content: flex-end;
      gap: 4px;
      white-space: nowrap;
    }
    .sum {
      font-weight: 400;
    }
    .btn-primary {
      margin-left: 2px;
    }
    @media (max-width: 900px) {
      .wide {
        display: none;
      }
    }
    @media (max-width: 720px) {
      .sum {
        margin-right: auto;
      }
    }
  `,
})
export class StagedBar {
  protected readonly staging = inject(StagingStore);
  protected readonly desk = inject(EditingDesk);
  readonly apply = output();
  readonly preview = output();
  readonly discard = output();
  protected readonly changes = computed(() => changesText(this.staging.size()));
  protected readonly summary = computed(() => stagedText(this.staging.rows()));
  protected readonly troubles = computed(() => this.staging.conflicts().size + this.staging.refused().size);
}
