import { ChangeDetectionStrategy, Component, input } from '@angular/core';

/** A thin bar at the top of what is loading. Shows only what takes longer than 150 ms. */
@Component({
  selector: 'o-progress',
  template: `@if (active()) {
    <div class="bar" role="progressbar" [attr.aria-label]="label()"></div>
  }`,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      position: absolute;
      inset: 0 0 auto;
      height: 2px;
      overflow: hidden;
      pointer-events: none;
      z-index: 5;
    }
    .bar {
      width: 40%;
      height: 100%;
      background: var(--o-accent);
      transform: translateX(-100%);
      animation: slide 1.1s var(--o-ease) 150ms infinite;
    }
    @keyframes slide {
      to {
        transform: translateX(260%);
      }
    }
  `,
})
export class Progress {
  readonly active = input(false);
  readonly label = input('Loading');
}
