import type { TableStructure } from './table-record.js';

/** Phrases that one table's change is told in, at most. */
const most = 50;

/** What changed between two forms of a table, a phrase each. */
export function differenceOf(before: TableStructure, after: TableStructure): string[] {
  const details = [
    ...(before.kind === after.kind ? [] : [`was a ${before.kind}, is a ${after.kind}`]),
    ...columnChanges(before, after),
    ...keyChange('primary key', before.primaryKey?.columns, after.primaryKey?.columns),
    ...listChanges('foreign key', before.foreignKeys.map(foreignKeyText), after.foreignKeys.map(foreignKeyText)),
    ...listChanges(
      'unique',
      before.uniques.map((key) => key.columns.join(', ')),
      after.uniques.map((key) => key.columns.join(', ')),
    ),
    ...listChanges(
      'index',
      before.indexes.map(({ name }) => name),
      after.indexes.map(({ name }) => name),
    ),
    ...listChanges(
      'check',
      before.checks.map(({ expression }) => expression),
      after.checks.map(({ expression }) => expression),
    ),
    ...listChanges(
      'trigger',
      before.triggers.map(({ name }) => name),
      after.triggers.map(({ name }) => name),
    ),
    ...(before.comment === after.comment ? [] : ['comment changed']),
  ];
  // Whatever else made the hash differ: an index's method, a view's text.
  if (details.length === 0) return ['definition changed'];
  return details.length > most ? [...details.slice(0, most), `and ${String(details.length - most)} more`] : details;
}

function columnChanges(before: TableStructure, after: TableStructure): string[] {
  const old = new Map(before.columns.map((column) => [column.name, column]));
  const names = new Set(after.columns.map(({ name }) => name));
  const changed = after.columns.flatMap((column) => {
    const was = old.get(column.name);
    if (!was) return [`column ${column.name} added (${column.dataType})`];
    return [
      ...(was.dataType === column.dataType ? [] : [`column ${column.name} is ${column.dataType}, was ${was.dataType}`]),
      ...(was.nullable === column.nullable ? [] : [`column ${column.name} may ${column.nullable ? '' : 'no longer '}be null`]),
      ...(was.default === column.default ? [] : [`column ${column.name} has another default`]),
      ...(was.generated === column.generated && was.expression === column.expression
        ? []
        : [`column ${column.name} is generated otherwise`]),
      ...(was.comment === column.comment ? [] : [`column ${column.name} has another comment`]),
      ...(JSON.stringify(was.enumValues) === JSON.stringify(column.enumValues)
        ? []
        : [`column ${column.name} has other values to choose from`]),
    ];
  });
  return [...changed, ...before.columns.filter(({ name }) => !names.has(name)).map(({ name }) => `column ${name} removed`)];
}

function keyChange(what: string, before: readonly string[] | undefined, after: readonly string[] | undefined): string[] {
  const [was, is] = [before?.join(', '), after?.join(', ')];
  if (was === is) return [];
  if (is === undefined) return [`${what} (${was ?? ''}) removed`];
  return [was === undefined ? `${what} (${is}) added` : `${what} is (${is}), was (${was})`];
}

function listChanges(what: string, before: readonly string[], after: readonly string[]): string[] {
  return [
    ...after.filter((one) => !before.includes(one)).map((one) => `${what} ${one} added`),
    ...before.filter((one) => !after.includes(one)).map((one) => `${what} ${one} removed`),
  ];
}

const foreignKeyText = (key: TableStructure['foreignKeys'][number]): string =>
  `(${key.columns.join(', ')}) to ${key.refTable} (${key.refColumns.join(', ')})`;
