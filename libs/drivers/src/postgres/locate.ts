import type { ColumnOrigin } from '@orrery/contracts';
import type { Session } from '../driver.js';
import type { Located } from '../explorer/access.js';
import { ask, firstCell } from '../explorer/ask.js';

interface Row {
  readonly schema: string;
  readonly table: string;
  readonly columns: Readonly<Record<string, string>>;
}

const question = `
SELECT json_build_object('schema', n.nspname, 'table', c.relname, 'columns',
  (SELECT json_object_agg(a.attnum, a.attname) FROM pg_catalog.pg_attribute a
   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped))
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid = $1::pg_catalog.oid`;

/** A result's columns name their table and place in it by number: the catalog has the names. */
export async function locatePostgres(session: Session, origins: readonly (ColumnOrigin | null)[]): Promise<Located | undefined> {
  const table = origins.find((origin) => origin !== null)?.table ?? '';
  if (!/^\d{1,10}$/.test(table)) return undefined;
  const answer = await ask(session, { language: 'sql', text: question, params: [table] }, { readOnly: true });
  const row = firstCell(answer.rows) as Row | null;
  if (!row) return undefined;
  const names = new Map(Object.entries(row.columns));
  return { ...row, columns: origins.map((origin) => (origin ? (names.get(origin.column) ?? null) : null)) };
}
