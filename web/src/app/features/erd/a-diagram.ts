import type { ErdTable } from '@orrery/contracts';
import type { ErdRelation } from './diagram/geometry';

type Column = ErdTable['columns'][number];

/** A column of a diagram in a test. */
export const aColumn = (name: string, change: Partial<Column> = {}): Column => ({
  name,
  dataType: 'integer',
  nullable: false,
  isPrimaryKey: false,
  isForeignKey: false,
  ...change,
});

/** A table of a diagram in a test. */
export const aTable = (name: string, change: Partial<ErdTable> = {}): ErdTable => {
  const columns = change.columns ?? [aColumn('id', { isPrimaryKey: true })];
  return {
    table: `public.${name}`,
    name,
    schema: 'public',
    kind: 'table',
    columnCount: columns.length,
    rowEstimate: null,
    comment: null,
    ...change,
    columns,
  };
};

/** A declared relation of a diagram in a test: `aRelation('orders.customer_id', 'customers.id')`. */
export function aRelation(from: string, to: string, change: Partial<ErdRelation> = {}): ErdRelation {
  const [tableFrom = '', columnFrom = ''] = from.split('.');
  const [tableTo = '', columnTo = ''] = to.split('.');
  return {
    id: `${from}>${to}`,
    tableFrom: `public.${tableFrom}`,
    columnFrom,
    columnsFrom: [columnFrom],
    tableTo: `public.${tableTo}`,
    columnTo,
    columnsTo: [columnTo],
    relationType: 'one-to-many',
    source: 'declared',
    confidence: 1,
    state: 'accepted',
    via: null,
    constraintName: null,
    ...change,
  };
}
