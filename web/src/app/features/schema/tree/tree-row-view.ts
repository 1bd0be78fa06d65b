import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { TableKind, ValueKind } from '@orrery/contracts';
import { Icon } from '../../../ui/icon';
import type { IconName } from '../../../ui/icons';
import { countText } from '../../../ui/time-text';
import { rowsText } from './row-estimate';
import { type Match, type TreeRow, groupTitles, matchesIn, nameOf } from './tree-model';

const tableIcons: Readonly<Record<TableKind, IconName>> = {
  table: 'table',
  view: 'eye',
  'materialized-view': 'layers',
  collection: 'documents',
};
const columnIcons: Readonly<Record<ValueKind, IconName>> = {
  number: 'hash',
  string: 'type',
  boolean: 'toggle',
  datetime: 'clock',
  date: 'calendar',
  time: 'clock',
  json: 'braces',
  binary: 'binary',
  uuid: 'key-round',
  array: 'brackets',
  other: 'circle',
};

/** The inside of a row of the tree: icon, name with what was searched for, and what is known of it at its right end. */
@Component({
  selector: 'o-tree-row',
  imports: [Icon],
  template: `
    @if (icon(); as icon) {
      <o-icon [name]="icon" [size]="14" [class.key]="isKey()" />
    }
    <span class="name ellipsis" dir="auto">
      @for (part of parts(); track $index) {
        @if (part.found) {
          <mark>{{ part.text }}</mark>
        } @else {
          <span>{{ part.text }}</span>
        }
      }
    </span>
    @if (detail(); as detail) {
      <span class="detail ellipsis">{{ detail }}</span>
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class]': 'row().type' },
  styles: `
    :host {
      display: flex;
      flex: 1;
      align-items: center;
      gap: 6px;
      min-width: 0;
    }
    o-icon {
      color: var(--o-text-faint);
    }
    o-icon.key {
      color: var(--o-accent);
    }
    .name {
      flex: 0 1 auto;
      min-width: 30px;
    }
    :host(.schema) .name,
    :host(.group) .name {
      font-weight: 500;
    }
    :host(.column),
    :host(.found-column) {
      font: 400 12px/20px var(--o-mono);
    }
    :host(.note) {
      color: var(--o-text-faint);
      font-style: italic;
    }
    .detail {
      flex: 0 1 auto;
      margin-left: auto;
      padding-left: 8px;
      color: var(--o-text-faint);
      font: 400 11px/20px var(--o-font);
      font-variant-numeric: tabular-nums;
    }
    :host(.column) .detail {
      flex-shrink: 3;
      font-family: var(--o-mono);
    }
    mark {
      border-radius: 2px;
      background: color-mix(in srgb, var(--o-warning), transparent 68%);
      color: inherit;
    }
  `,
})
export class TreeRowView {
  readonly row = input.required<TreeRow>();

  protected readonly isKey = computed(() => {
    const row = this.row();
    return row.type === 'column' && row.column.isPrimaryKey;
  });
  protected readonly icon = computed((): IconName | null => {
    const row = this.row();
    switch (row.type) {
      case 'schema':
        return 'database';
      case 'table':
        return tableIcons[row.table.kind];
      case 'column':
        return row.column.isPrimaryKey ? 'key' : row.foreign ? 'link' : columnIcons[row.column.kind];
      case 'found-column':
        return 'text-cursor';
      case 'routine':
        return 'function';
      case 'enum':
        return 'list';
      case 'note':
        return row.wrong ? 'circle-alert' : null;
      case 'group':
        return null;
    }
  });
  protected readonly parts = computed(() => {
    const row = this.row();
    const text = row.type === 'note' ? row.text : nameOf(row);
    return partsOf(text, 'words' in row ? matchesIn(text, row.words) : []);
  });
  protected readonly detail = computed(() => {
    const row = this.row();
    switch (row.type) {
      case 'schema':
      case 'group':
        return countText(row.count);
      case 'table':
        return rowsText(row.table.rowEstimate);
      case 'column':
        return row.column.dataType;
      case 'routine':
        return row.routine.kind === 'function' ? (row.routine.returns ?? '') : row.routine.kind;
      case 'enum':
        return countText(row.enum.values.length);
      default:
        return '';
    }
  });
  protected readonly titles = groupTitles;
}

/** A text cut into what was searched for and what stands between. */
export function partsOf(text: string, matches: readonly Match[]): readonly { readonly text: string; readonly found: boolean }[] {
  const parts: { text: string; found: boolean }[] = [];
  let at = 0;
  for (const { start, end } of matches) {
    if (start > at) parts.push({ text: text.slice(at, start), found: false });
    parts.push({ text: text.slice(start, end), found: true });
    at = end;
  }
  if (at < text.length || parts.length === 0) parts.push({ text: text.slice(at), found: false });
  return parts;
}
