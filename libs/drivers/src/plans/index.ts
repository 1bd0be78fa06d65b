import type { Kind } from '@orrery/contracts';
import { mongodbPlan } from './mongodb.js';
import { mssqlPlan } from './mssql.js';
import { mysqlPlan } from './mysql.js';
import type { PlanReader } from './plan-tree.js';
import { postgresPlan } from './postgres.js';

export type { PlanReader, PlanResult, PlanTree } from './plan-tree.js';

const readers: Readonly<Partial<Record<Kind, PlanReader>>> = {
  postgres: postgresPlan,
  mysql: mysqlPlan,
  mssql: mssqlPlan,
  mongodb: mongodbPlan,
};

/** Reads the plan that a run brought whose text `explainText` made; undefined where the server answered something else. */
export const readPlan = (kind: Kind, results: Parameters<PlanReader>[0]): ReturnType<PlanReader> => readers[kind]?.(results);
