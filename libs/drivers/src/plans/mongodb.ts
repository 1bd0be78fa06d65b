import type { PlanNode } from '@orrery/contracts';
import { detailOf, type Fields, fieldsIn, isFields, numberIn, parsedJson, type PlanReader, step, textIn } from './plan-tree.js';

/** Reads `explain`, of one server and of shards, with both of its engines: https://www.mongodb.com/docs/manual/reference/explain-results/ */
export const mongodbPlan: PlanReader = ([result]) => {
  const row = result?.rows[0];
  if (!result || !row) return undefined;
  const told = Object.fromEntries(result.columns.map((name, at) => [name, parsedJson(row[at]) ?? row[at]]));
  const root = planIn(told);
  return root && { root, source: JSON.stringify(told, null, 2) };
};

/** A number, also one that keeps its type in EJSON. */
const count = (value: unknown): number | undefined => {
  const [typed] = isFields(value) ? Object.values(value) : [];
  return numberIn(typed ?? value);
};

const planIn = (told: Fields): PlanNode | undefined => {
  const shards = told['shards'];
  if (isFields(shards)) {
    const parts = Object.entries(shards).flatMap(([name, part]) => {
      const plan = isFields(part) ? planIn(part) : undefined;
      return plan ? [step('Shard', name, {}, [plan])] : [];
    });
    return step('Merge shards', '', {}, parts);
  }
  const stages = fieldsIn(told['stages']);
  if (stages.length > 0) return pipeline(stages);
  const [planner] = fieldsIn(told['queryPlanner']);
  if (!planner) return undefined;
  const [facts] = fieldsIn(told['executionStats']);
  const [executed] = fieldsIn(facts?.['executionStages']);
  const [winning] = fieldsIn(planner['winningPlan']);
  // What was executed says all that the plan says, save which plan it is, and how long all of it took.
  const root = executed ?? winning;
  if (!root) return undefined;
  const whole = stageOf(isFields(root['queryPlan']) ? root['queryPlan'] : root);
  const ms = count(facts?.['executionTimeMillis']);
  const looked = detailOf(
    facts !== undefined &&
      `${String(count(facts['totalKeysExamined']) ?? 0)} keys and ${String(count(facts['totalDocsExamined']) ?? 0)} documents examined`,
    whole.detail,
  );
  return { ...whole, detail: looked, ...(ms === undefined ? {} : { actualMs: Math.max(ms, whole.actualMs ?? 0) }) };
};

/** Stages of a pipeline, the last one outermost: what it is given comes from the one before. */
const pipeline = (stages: readonly Fields[]): PlanNode | undefined => {
  let inner: PlanNode | undefined;
  for (const stage of stages) {
    const [name = '', value] = Object.entries(stage)[0] ?? [];
    const below = isFields(value) && (name === '$cursor' || name === '$geoNearCursor') ? planIn(value) : undefined;
    if (below && inner === undefined) {
      inner = below;
      continue;
    }
    inner = step(
      name,
      short(value),
      { actualRows: count(stage['nReturned']), actualMs: count(stage['executionTimeMillisEstimate']) },
      inner ? [inner] : [],
    );
  }
  return inner;
};

const inputs = ['inputStage', 'inputStages', 'outerStage', 'innerStage', 'thenStage', 'elseStage', 'shards'];

const stageOf = (stage: Fields): PlanNode => {
  const loops = count(stage['opens']);
  const children = inputs.flatMap((name) => fieldsIn(stage[name]).map(inputOf));
  const index = textIn(stage['indexName']);
  const keys = count(stage['keysExamined']) ?? count(stage['totalKeysExamined']);
  const documents = count(stage['docsExamined']) ?? count(stage['totalDocsExamined']);
  return step(
    textIn(stage['stage']) ?? 'PLAN',
    detailOf(
      index !== undefined && `using ${index}`,
      stage['keyPattern'] !== undefined && short(stage['keyPattern']),
      stage['indexBounds'] !== undefined && `bounds ${short(stage['indexBounds'])}`,
      stage['filter'] !== undefined && short(stage['filter']) !== '{}' && `filter ${short(stage['filter'])}`,
      stage['sortPattern'] !== undefined && `by ${short(stage['sortPattern'])}`,
      stage['transformBy'] !== undefined && short(stage['transformBy']),
      textIn(stage['direction']) === 'backward' && 'backward',
      stage['usedDisk'] === true && 'on disk',
      keys !== undefined && `${String(keys)} keys examined`,
      documents !== undefined && `${String(documents)} documents examined`,
      textIn(stage['errorMessage']),
    ),
    {
      cost: count(stage['costEstimate']),
      rows: count(stage['cardinalityEstimate']),
      actualRows: count(stage['nReturned']),
      actualMs: count(stage['executionTimeMillisEstimate']),
      loops,
    },
    children,
  );
};

/** A part of a shard’s says where it is; the rest of its plan is below. */
const inputOf = (part: Fields): PlanNode => {
  const name = textIn(part['shardName']);
  const [below] = [...fieldsIn(part['winningPlan']), ...fieldsIn(part['executionStages'])];
  return name !== undefined && below !== undefined ? step('Shard', name, {}, [stageOf(below)]) : stageOf(part);
};

/** A document as people write it, not longer than is read. */
const short = (value: unknown): string => {
  const text = JSON.stringify(value).replace(/("(?:[^"\\]|\\.)*")(:?)|,/g, (part: string, quoted?: string, colon?: string) => {
    if (quoted === undefined) return ', ';
    return colon === ':' ? `${/^"[A-Za-z_$][\w$]*"$/.test(quoted) ? quoted.slice(1, -1) : quoted}: ` : part;
  });
  return text.length > 300 ? `${text.slice(0, 299)}…` : text;
};
