import { ChangeDetectionStrategy, Component, input } from '@angular/core';

/** The place before the app: the form at the left, and beside it, on a wide screen, the thing the app is named after. */
@Component({
  selector: 'o-entrance',
  template: `
    <main>
      <div class="form">
        <div class="brand">
          <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
            <rect width="32" height="32" rx="7" fill="var(--o-accent)" />
            <g fill="none" stroke="var(--o-on-accent)" stroke-width="1.8">
              <circle cx="16" cy="16" r="10.5" opacity="0.55" />
              <circle cx="16" cy="16" r="5.6" opacity="0.85" />
            </g>
            <g fill="var(--o-on-accent)">
              <circle cx="16" cy="16" r="2.3" />
              <circle cx="25.1" cy="10.8" r="2.4" />
              <circle cx="11.2" cy="18.8" r="1.7" />
            </g>
          </svg>
          <span>Orrery</span>
        </div>
        <h1>{{ heading() }}</h1>
        <p class="lead">{{ text() }}</p>
        <ng-content />
      </div>
    </main>
    <div class="sky" aria-hidden="true">
      <svg viewBox="-300 -300 600 600" preserveAspectRatio="xMidYMid slice">
        <g class="orbits">
          <circle r="70" />
          <circle r="128" />
          <circle r="194" />
          <circle r="268" />
          <circle r="350" />
        </g>
        <circle class="sun" r="13" />
        @for (planet of planets; track planet.name) {
          <g class="turn" [style.--turn.s]="planet.seconds" [style.--from.deg]="planet.from">
            <g [attr.transform]="'translate(' + planet.orbit + ' 0)'">
              <g class="upright" [style.--turn.s]="planet.seconds" [style.--from.deg]="planet.from">
                <circle class="planet" [attr.r]="planet.size" />
                <text [attr.x]="planet.size + 7" y="4">{{ planet.name }}</text>
              </g>
            </g>
          </g>
        }
      </svg>
    </div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styleUrl: './entrance.scss',
})
export class Entrance {
  readonly heading = input.required<string>();
  readonly text = input('');
  protected readonly planets = [
    { name: 'customers', orbit: 70, size: 4, seconds: 140, from: 200 },
    { name: 'orders', orbit: 128, size: 7, seconds: 220, from: 310 },
    { name: 'products', orbit: 194, size: 6, seconds: 320, from: 118 },
    { name: 'payments', orbit: 194, size: 4, seconds: 320, from: 12 },
    { name: 'shipments', orbit: 268, size: 5, seconds: 460, from: 222 },
    { name: 'reviews', orbit: 268, size: 4, seconds: 460, from: 64 },
  ];
}
