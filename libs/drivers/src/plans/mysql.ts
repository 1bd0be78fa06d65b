import type { PlanReader } from './plan-tree.js';
import { mysqlJsonPlan } from './mysql-json.js';
import { mysqlRowsPlan } from './mysql-rows.js';
import { mysqlTextPlan } from './mysql-text.js';

/** Reads what MySQL and MariaDB answer to EXPLAIN: JSON, a tree of text, or a row for each table. */
export const mysqlPlan: PlanReader = ([result]) => {
  const cell = result?.rows[0]?.[0];
  if (result?.columns.includes('select_type') === true) return mysqlRowsPlan(result);
  if (typeof cell === 'string' && /^\s*->/.test(cell)) return mysqlTextPlan(cell);
  return cell === undefined ? undefined : mysqlJsonPlan(cell);
};
