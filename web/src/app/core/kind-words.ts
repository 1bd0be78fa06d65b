import type { Kind } from '@orrery/contracts';
import { countText } from '../ui/time-text';

/** A noun, of one and of many. */
export interface Word {
  readonly one: string;
  readonly many: string;
}

/** What people who work with a kind of database call what it holds. */
export interface KindWords {
  readonly table: Word;
  readonly row: Word;
  readonly column: Word;
  readonly relation: Word;
  /** What is done to a cell that shall have no value of its own, what it then shows, and whether it is then not there at all. */
  readonly unset: { readonly action: string; readonly shown: string; readonly isAbsent: boolean };
  /** The word by which its language reads, as buttons have it. */
  readonly select: string;
}

const relation = { one: 'relation', many: 'relations' };
const plain: KindWords = {
  table: { one: 'table', many: 'tables' },
  row: { one: 'row', many: 'rows' },
  column: { one: 'column', many: 'columns' },
  relation,
  unset: { action: 'Set the default', shown: 'DEFAULT', isAbsent: false },
  select: 'SELECT',
};
const documents: KindWords = {
  table: { one: 'collection', many: 'collections' },
  row: { one: 'document', many: 'documents' },
  column: { one: 'field', many: 'fields' },
  relation,
  unset: { action: 'Remove the field', shown: 'absent', isAbsent: true },
  select: 'Find',
};
const byKind: Readonly<Record<Kind, KindWords>> = { postgres: plain, mysql: plain, mssql: plain, mongodb: documents };

/** The words of a kind; those of SQL while it is not known. */
export const kindWords = (kind: string | undefined): KindWords =>
  kind !== undefined && Object.hasOwn(byKind, kind) ? byKind[kind as Kind] : plain;

/** `1 table`, `2,000 tables`. */
export const countOf = (n: number, { one, many }: Word): string => `${countText(n)} ${n === 1 ? one : many}`;

/**
 * A sentence of ours about rows, columns and tables, in the words of a kind: `Show the row` is `Show the document` of MongoDB. A name of
 * somebody's would be reworded too: it is put in afterwards.
 */
export const inWords = (words: KindWords, sentence: string): string =>
  sentence.replaceAll(/\b(table|row|column)(s?)\b/giu, (found, noun: 'table' | 'row' | 'column', many: string) => {
    const word = words[noun.toLowerCase() as 'table' | 'row' | 'column'][many === '' ? 'one' : 'many'];
    return found.startsWith(found.charAt(0).toLowerCase()) ? word : capital(word);
  });

/** A word as it begins a sentence or stands on a button. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
