import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { WholeTable } from '../table.store';

interface Entry {
  readonly what: string;
  readonly name: string;
  readonly text: string;
  readonly facts: readonly string[];
  readonly hint: string;
}

const list = (columns: readonly string[]): string => `(${columns.join(', ')})`;

function keysOf(table: WholeTable): readonly Entry[] {
  const entry = (what: string, name: string | null, text: string, ...facts: readonly (string | false)[]): Entry => ({
    what,
    name: name ?? '',
    text,
    facts: facts.filter((fact) => fact !== false),
    hint: '',
  });
  return [
    ...(table.primaryKey ? [entry('Primary key', table.primaryKey.name, list(table.primaryKey.columns))] : []),
    ...table.uniques.map((key) =>
      entry('Unique', key.name, list(key.columns), key.nullsNotDistinct === true && 'nulls are equal'),
    ),
    ...table.foreignKeys.map((key) =>
      entry(
        'Foreign key',
        key.name,
        `${list(key.columns)} → ${key.refSchema === table.schema ? '' : `${key.refSchema}.`}${key.refTable} ${list(key.refColumns)}`,
        key.onDelete !== 'NO ACTION' && `on delete ${key.onDelete.toLowerCase()}`,
        key.onUpdate !== 'NO ACTION' && `on update ${key.onUpdate.toLowerCase()}`,
        key.deferrable === true && 'deferrable',
        key.validated === false && 'not validated',
      ),
    ),
    ...table.checks.map((check) => entry('Check', check.name, check.expression)),
  ];
}

const indexesOf = (table: WholeTable): readonly Entry[] =>
  table.indexes.map((index) => ({
    what: index.method,
    name: index.name,
    text: `${list(index.columns)}${index.included === undefined ? '' : ` include ${list(index.included)}`}`,
    facts: [
      ...(index.primary ? ['primary'] : index.unique ? ['unique'] : []),
      ...(index.predicate === undefined ? [] : [`where ${index.predicate}`]),
      ...(index.valid === false ? ['not in use'] : []),
    ],
    hint: index.definition ?? '',
  }));

/** The keys and checks of a table, or its indexes. */
@Component({
  selector: 'o-key-list',
  template: `
    <ul role="list">
      @for (entry of entries(); track $index) {
        <li [title]="entry.hint">
          <span class="what">{{ entry.what }}</span>
          <span class="text mono">{{ entry.text }}</span>
          @for (fact of entry.facts; track fact) {
            <span class="badge fact">{{ fact }}</span>
          }
          <span class="name mono" dir="auto">{{ entry.name }}</span>
        </li>
      }
    </ul>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    li {
      display: flex;
      flex-wrap: wrap;
      gap: 2px 10px;
      align-items: center;
      min-height: 32px;
      padding: 4px 0;
      border-bottom: 1px solid var(--o-line);
    }
    .what {
      width: 92px;
      flex: none;
      color: var(--o-text-dim);
      font-size: var(--o-size-small);
    }
    .mono {
      font: 400 12px/20px var(--o-mono);
      font-variant-ligatures: none;
      overflow-wrap: anywhere;
    }
    .fact {
      height: auto;
      white-space: normal;
    }
    .name {
      margin-left: auto;
      color: var(--o-text-faint);
    }
  `,
})
export class KeyList {
  readonly table = input.required<WholeTable>();
  readonly what = input.required<'keys' | 'indexes'>();
  protected readonly entries = computed(() => (this.what() === 'keys' ? keysOf(this.table()) : indexesOf(this.table())));
}
