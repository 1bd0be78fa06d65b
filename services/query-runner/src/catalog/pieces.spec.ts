import { describe, expect, it } from '@jest/globals';
import { catalogPart, type CatalogTable } from '@orrery/contracts';
import { piecesOf } from './pieces.js';

const aTable = (name: string, change: Partial<CatalogTable> = {}): CatalogTable => ({
  schema: 'public',
  name,
  kind: 'table',
  comment: null,
  columns: [],
  primaryKey: null,
  foreignKeys: [],
  uniques: [],
  indexes: [],
  checks: [],
  triggers: [],
  ddl: null,
  statistics: { rowEstimate: null, sizeBytes: null, indexBytes: null },
  ...change,
});

describe('the pieces of a catalog', () => {
  it('are as few as fit, and lose no table', () => {
    const tables = Array.from({ length: 300 }, (_, n) => aTable(`t${String(n)}`, { comment: 'x'.repeat(2_000) }));
    const pieces = [...piecesOf({ type: 'tables', tables })];
    expect(pieces.flatMap((piece) => (piece.type === 'tables' ? piece.tables : []))).toEqual(tables);
    expect(pieces.length).toBeLessThan(6);
    for (const piece of pieces) expect(JSON.stringify(piece).length).toBeLessThan(256 * 1024);
  });

  it('leave out the texts of a table that is too large, and say so', () => {
    const huge = aTable('huge', { ddl: '😀'.repeat(200_000) });
    const pieces = [...piecesOf({ type: 'tables', tables: [aTable('small'), huge] })];
    expect(pieces.map(({ type }) => type)).toEqual(['tables', 'gaps', 'tables']);
    expect(pieces[2]).toMatchObject({ tables: [{ name: 'huge', ddl: null }] });
    for (const piece of pieces) expect(catalogPart.safeParse(piece).error).toBeUndefined();
  });

  it('pass on everything else as it is', () => {
    expect([...piecesOf({ type: 'end' })]).toEqual([{ type: 'end' }]);
  });
});
