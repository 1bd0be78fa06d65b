import { ChangeDetectionStrategy, Component, computed, forwardRef, input, output } from '@angular/core';
import { type ExplorerColumn, type Filter, type FilterLeaf, type FilterOperator, filterOperators } from '@orrery/contracts';
import { Icon } from '../../../ui/icon';
import { isLeaf, isOff, operatorText, switched } from './filter-parts';
import {
  type Group,
  type GroupChange,
  groupWith,
  isComplete,
  joined,
  newLeaf,
  operandOf,
  operandText,
  partsOf,
  withOperand,
  withOperator,
  withPart,
} from './filter-tree';

/** A group of conditions in the builder: all of them, or one of them; groups in groups as deep as one likes. */
@Component({
  selector: 'o-filter-group',
  imports: [Icon, forwardRef(() => FilterGroup)],
  template: `
    <div class="head">
      <select class="input input-small" aria-label="How the conditions are joined" [value]="how()" (change)="join($event)">
        <option value="and">All of these</option>
        <option value="or">One of these</option>
      </select>
      @if (nested()) {
        <button type="button" class="btn btn-ghost btn-icon btn-small" aria-label="Remove the group" (click)="removed.emit()">
          <o-icon name="x" [size]="14" />
        </button>
      }
    </div>
    <div class="parts">
      @for (part of parts(); track $index; let nth = $index) {
        @if (leaf(part); as leaf) {
          <div class="leaf" [class.off]="off(part)" [class.incomplete]="!complete(leaf)">
            <label class="check" title="Applied">
              <input type="checkbox" aria-label="Applied" [checked]="!off(part)" (change)="toggle($index)" />
            </label>
            <select class="input input-small" aria-label="Column" (change)="column($index, $event)">
              @for (column of columns(); track column.name) {
                <option [value]="column.name" [selected]="column.name === leaf.column">{{ column.name }}</option>
              }
            </select>
            <select class="input input-small operator" aria-label="Operator" (change)="operator($index, $event)">
              @for (operator of operators; track operator) {
                <option [value]="operator" [selected]="operator === leaf.operator">{{ wordsOf(operator) }}</option>
              }
            </select>
            <span class="values">
              @for (slot of slots(leaf); track slot.at) {
                <input
                  class="input input-small"
                  autocomplete="off"
                  spellcheck="false"
                  [attr.aria-label]="slot.label"
                  [placeholder]="slot.label"
                  [value]="slot.text"
                  [attr.aria-describedby]="complete(leaf) ? null : id + nth"
                  (input)="typing(nth, leaf, slot.at, $event)"
                  (change)="value(nth, slot.at, $event)"
                />
              }
              @if (!complete(leaf)) {
                <span class="note" [id]="id + nth">No value yet: not applied</span>
              }
            </span>
            <button
              type="button"
              class="btn btn-ghost btn-icon btn-small"
              [attr.aria-label]="'Remove the condition on ' + leaf.column"
              (click)="put($index, gone)"
            >
              <o-icon name="x" [size]="14" />
            </button>
          </div>
        } @else {
          <o-filter-group
            [group]="group$(part)"
            [columns]="columns()"
            [nested]="true"
            (changed)="inner($index, $event)"
            (removed)="put($index, gone)"
          />
        }
      }
      <div class="ways">
        <button type="button" class="btn btn-ghost btn-small" (click)="add()"><o-icon name="plus" [size]="14" />Condition</button>
        <button type="button" class="btn btn-ghost btn-small" (click)="addGroup()">
          <o-icon name="plus" [size]="14" />Group
        </button>
      </div>
    </div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    :host {
      display: block;
      min-width: 0;
    }
    .head {
      display: flex;
      align-items: center;
      gap: 4px;
      margin-bottom: 6px;
      select {
        width: 130px;
      }
    }
    .parts {
      display: flex;
      flex-direction: column;
      gap: 6px;
      padding-left: 12px;
      border-left: 2px solid var(--o-line-strong);
    }
    .leaf {
      display: flex;
      align-items: center;
      gap: 6px;
      select {
        width: 150px;
      }
      .operator {
        width: 118px;
      }
      &.off {
        opacity: 0.6;
      }
    }
    .values {
      display: flex;
      flex: 1;
      gap: 6px;
      min-width: 0;
    }
    .incomplete select,
    .incomplete input {
      border-style: dashed;
    }
    .note {
      flex: none;
      align-self: center;
      color: var(--o-text-dim);
      font-size: var(--o-size-small);
    }
    .ways {
      display: flex;
      gap: 4px;
      margin-left: -8px;
    }
    @media (max-width: 640px) {
      .leaf {
        flex-wrap: wrap;
        select,
        .operator {
          width: auto;
          flex: 1;
        }
        .values {
          flex-basis: 70%;
        }
      }
    }
  `,
})
export class FilterGroup {
  readonly group = input.required<Group>();
  readonly columns = input.required<readonly ExplorerColumn[]>();
  readonly nested = input(false);
  /** What is to be done to the group: told as a change, since the next one may come before this one is drawn. */
  readonly changed = output<GroupChange>();
  readonly removed = output();
  protected readonly operators = filterOperators;
  protected readonly parts = computed(() => partsOf(this.group()));
  protected readonly how = computed(() => ('and' in this.group() ? 'and' : 'or'));
  protected readonly wordsOf = (operator: FilterOperator): string => operatorText(operator);
  protected readonly off = isOff;
  protected readonly complete = isComplete;
  protected readonly id = `incomplete-${crypto.randomUUID().slice(0, 8)}-`;

  protected leaf(part: Filter): FilterLeaf | null {
    return isLeaf(part) ? part : null;
  }

  protected group$(part: Filter): Group {
    return isLeaf(part) ? { and: [part] } : part;
  }

  protected slots(leaf: FilterLeaf): readonly { readonly at: number; readonly label: string; readonly text: string }[] {
    const { value } = leaf;
    const text = operandText;
    switch (operandOf(leaf.operator)) {
      case 'none':
        return [];
      case 'pair':
        return [0, 1].map((at) => ({
          at,
          label: at === 0 ? 'From' : 'To',
          text: text(Array.isArray(value) ? value[at] : value),
        }));
      case 'list':
        return [{ at: 0, label: 'Values, with commas', text: Array.isArray(value) ? value.map(text).join(', ') : text(value) }];
      case 'one':
        return [{ at: 0, label: 'Value', text: text(Array.isArray(value) ? value[0] : value) }];
    }
  }

  protected readonly gone = (): null => null;

  protected join(event: Event): void {
    if (!(event.target instanceof HTMLSelectElement)) return;
    const how = event.target.value === 'or' ? 'or' : 'and';
    this.changed.emit((group) => joined(group, how));
  }

  protected toggle(at: number): void {
    this.put(at, (part) => switched(part, !isOff(part)));
  }

  protected column(at: number, { target }: Event): void {
    if (target instanceof HTMLSelectElement) this.#leaf(at, (leaf) => ({ ...leaf, column: target.value }));
  }

  protected operator(at: number, { target }: Event): void {
    const operator = target instanceof HTMLSelectElement ? filterOperators.find((one) => one === target.value) : undefined;
    if (operator) this.#leaf(at, (leaf) => withOperator(leaf, operator));
  }

  /** A list is read when it is left: while it is typed its commas come one by one. */
  protected typing(at: number, { operator }: FilterLeaf, slot: number, event: Event): void {
    if (operandOf(operator) !== 'list') this.value(at, slot, event);
  }

  protected value(at: number, slot: number, { target }: Event): void {
    if (target instanceof HTMLInputElement) this.#leaf(at, (leaf) => withOperand(leaf, slot, target.value));
  }

  protected inner(at: number, change: GroupChange): void {
    this.put(at, (part) => (isLeaf(part) ? part : change(part)));
  }

  #leaf(at: number, change: (leaf: FilterLeaf) => FilterLeaf): void {
    this.put(at, (part) => (isLeaf(part) ? change(part) : part));
  }

  protected put(at: number, change: (part: Filter) => Filter | null): void {
    this.changed.emit((group) => withPart(group, at, change));
  }

  protected add(): void {
    const [first] = this.columns();
    if (first) this.#add(() => newLeaf(first.name));
  }

  protected addGroup(): void {
    const [first] = this.columns();
    const inner: Filter[] = first ? [newLeaf(first.name)] : [];
    this.#add((group) => ('and' in group ? { or: inner } : { and: inner }));
  }

  #add(make: (group: Group) => Filter): void {
    this.changed.emit((group) => groupWith(group, [...partsOf(group), make(group)]));
  }
}
