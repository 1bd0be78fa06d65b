import { documentOf, listOf, type Document } from '../document.js';

const stages: ReadonlyMap<string, string> = new Map([
  ['Seq Scan', 'COLLSCAN'],
  ['Index Scan', 'IXSCAN'],
  ['Index Only Scan', 'IXSCAN'],
  ['Bitmap Heap Scan', 'FETCH'],
  ['Bitmap Index Scan', 'IXSCAN'],
  ['Sort', 'SORT'],
  ['Limit', 'LIMIT'],
]);

/** A node of PostgreSQL's plan as a stage: by its MongoDB name where there is one, else by PostgreSQL's. */
const stageOf = (node: Document): Document => {
  const type = String(node['Node Type']);
  const inputs = listOf(node['Plans']).map(stageOf);
  const [only, another] = inputs;
  return {
    stage: stages.get(type) ?? type,
    ...(type === 'Seq Scan' ? { direction: 'forward' } : {}),
    ...(node['Index Name'] === undefined ? {} : { indexName: node['Index Name'] }),
    ...(only === undefined ? {} : another === undefined ? { inputStage: only } : { inputStages: inputs }),
  };
};

/** Scans that DocumentDB wraps around the one that reads the table. */
const bare = (node: Document): Document => {
  const [only, another] = listOf(node['Plans']);
  return node['Node Type'] === 'Custom Scan' && only !== undefined && another === undefined ? bare(only) : node;
};

/** PostgreSQL's plan of a command, told as a MongoDB tells it. */
export const explanationOf = (plan: unknown, ns: string, explained: Document): Document => ({
  explainVersion: '1',
  queryPlanner: {
    namespace: ns,
    parsedQuery: explained['filter'] ?? explained['query'] ?? {},
    winningPlan: stageOf(bare(documentOf(documentOf(listOf(plan)[0])['Plan']))),
    rejectedPlans: [],
  },
  command: explained,
});
