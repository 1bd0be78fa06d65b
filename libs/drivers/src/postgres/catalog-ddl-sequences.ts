import { qualified } from './catalog-ddl-names.js';
import type { Right } from './catalog-ddl-rights.js';

/** A sequence that goes with a column. */
export interface OwnedSequence {
  readonly column: string;
  /** Of an identity column: the column makes it. */
  readonly identity: boolean;
  readonly schema: string;
  readonly name: string;
  readonly type: string;
  readonly start: string;
  readonly increment: string;
  readonly least: string;
  readonly most: string;
  readonly cache: string;
  readonly cycles: boolean;
  readonly unlogged: boolean;
  readonly rights: readonly Right[];
}

const ranges: Readonly<Record<string, readonly [least: string, most: string]>> = {
  smallint: ['-32768', '32767'],
  integer: ['-2147483648', '2147483647'],
  bigint: ['-9223372036854775808', '9223372036854775807'],
};

/** How a sequence counts, as far as that is not the usual. Its type is told of one that stands alone: an identity has its column's. */
export const sequenceText = (owned: OwnedSequence, alone: boolean): string => {
  const [lowest, highest] = ranges[owned.type] ?? ['', ''];
  const falls = owned.increment.startsWith('-');
  const usual = { least: falls ? lowest : '1', most: falls ? '-1' : highest };
  const words = [
    ...(alone ? [`AS ${owned.type}`] : []),
    ...(owned.increment === '1' ? [] : [`INCREMENT BY ${owned.increment}`]),
    ...(owned.least === usual.least ? [] : [`MINVALUE ${owned.least}`]),
    ...(owned.most === usual.most ? [] : [`MAXVALUE ${owned.most}`]),
    ...(owned.start === (falls ? owned.most : owned.least) ? [] : [`START WITH ${owned.start}`]),
    ...(owned.cache === '1' ? [] : [`CACHE ${owned.cache}`]),
    ...(owned.cycles ? ['CYCLE'] : []),
  ];
  return words.map((word) => ` ${word}`).join('');
};

/** What stands behind AS IDENTITY: a name that is not the usual one, and how it counts. */
export const identityText = (owned: OwnedSequence | undefined, table: string): string => {
  if (!owned) return '';
  const usual = `${table}_${owned.column}_seq`;
  const words = [
    ...(owned.name === usual ? [] : [` SEQUENCE NAME ${qualified(owned.schema, owned.name)}`]),
    sequenceText(owned, false),
  ].join('');
  return words === '' ? '' : ` (${words.trim()})`;
};
