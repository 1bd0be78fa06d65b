import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { Keys, type KeyBinding } from '../core/keys';
import { DialogFrame } from '../ui/dialog-frame';
import { Kbd } from '../ui/kbd';

const order = ['General', 'Query', 'Go to', 'Tabs', 'View'];

@Component({
  selector: 'o-keys-sheet',
  imports: [DialogFrame, Kbd],
  template: `
    <o-dialog heading="Keys">
      <div class="groups">
        @for (group of groups(); track group.name) {
          <section>
            <h3>{{ group.name }}</h3>
            <dl>
              @for (binding of group.bindings; track binding.keys + binding.title) {
                <div>
                  <dt>{{ binding.title }}</dt>
                  <dd><o-kbd [keys]="binding.keys" /></dd>
                </div>
              }
            </dl>
          </section>
        }
      </div>
    </o-dialog>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      --dialog-width: 720px;
    }
    .groups {
      columns: 2 280px;
      column-gap: 32px;
    }
    section {
      break-inside: avoid;
      padding-bottom: 16px;
    }
    h3 {
      padding-bottom: 4px;
      color: var(--o-text-faint);
      font-size: var(--o-size-tiny);
    }
    dl > div {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: 12px;
      min-height: 28px;
    }
  `,
})
export class KeysSheet {
  readonly #keys = inject(Keys);
  protected readonly groups = computed(() => {
    const groups = new Map<string, KeyBinding[]>();
    for (const binding of this.#keys.all()) {
      const known = groups.get(binding.group) ?? [];
      // Tabs of a kind bind the same keys each: they are one line here.
      if (!known.some((other) => other.keys === binding.keys && other.title === binding.title)) known.push(binding);
      groups.set(binding.group, known);
    }
    const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
    return [...groups].map(([name, bindings]) => ({ name, bindings })).sort((a, b) => rank(a.name) - rank(b.name));
  });
}
