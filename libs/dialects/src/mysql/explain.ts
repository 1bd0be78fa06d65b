import type { ExplainAsk, ExplainText } from '../explain.js';

const queries: ReadonlySet<string> = new Set(['SELECT', 'WITH', 'VALUES', 'TABLE']);

/** Whether a version, as the server tells it, is `major.minor.patch` or later. */
const isFrom = (version: string, wanted: readonly number[]): boolean => {
  const parts = (/^(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1) ?? []).map(Number);
  const at = wanted.findIndex((part, index) => part !== parts[index]);
  return at < 0 || (parts[at] ?? 0) > (wanted[at] ?? 0);
};

/**
 * MariaDB tells plans as JSON, estimated and measured. MySQL measures from 8.0.18 on, as a tree of text, which says of a query what its
 * executor really does; of what changes one table there is no tree, but a row for each table.
 */
export const explainMysql = (text: string, { analyze, command, serverVersion }: ExplainAsk): ExplainText => {
  if (/mariadb/i.test(serverVersion)) return { text: `${analyze ? 'ANALYZE' : 'EXPLAIN'} FORMAT=JSON ${text}` };
  const hasTrees = isFrom(serverVersion, [8, 0, 18]);
  if (analyze && !hasTrees) return { lacking: `MySQL ${serverVersion} can’t measure a plan: 8.0.18 and later can.` };
  if (analyze) return { text: `EXPLAIN ANALYZE ${text}` };
  if (!hasTrees) return { text: `EXPLAIN FORMAT=JSON ${text}` };
  return { text: `EXPLAIN FORMAT=${queries.has(command) ? 'TREE' : 'TRADITIONAL'} ${text}` };
};
