import type { MongoCall, MongoDocument, MongoValue } from '@orrery/dialects';

/** The fields of the result, in order, where the statement itself says which there are; undefined where the documents decide. */
export const namesOf = (call: MongoCall): string[] | undefined => {
  const { method, args, chain } = call;
  if (method === 'find' || method === 'findOne') {
    const chained = chain.findLast((step) => step.method === 'project' || step.method === 'projection')?.args[0];
    const projection = chained ?? args[1];
    return projection?.type === 'document' ? projectedNames(projection, false) : undefined;
  }
  const [pipeline] = args;
  return method === 'aggregate' && pipeline?.type === 'array' ? pipelineNames(pipeline.items) : undefined;
};

/** Stages that leave the fields as they are. */
const neutral: ReadonlySet<string> = new Set(['$sort', '$limit', '$skip', '$match', '$sample']);

const pipelineNames = (stages: readonly MongoValue[]): string[] | undefined => {
  for (const stage of stages.toReversed()) {
    const [name, value] = (stage.type === 'document' ? stage.fields[0] : undefined) ?? [];
    if (name === undefined || value === undefined) return undefined;
    if (neutral.has(name)) continue;
    if (name === '$count') return value.type === 'string' ? [value.value] : undefined;
    if (name === '$sortByCount') return ['_id', 'count'];
    if (value.type !== 'document') return undefined;
    if (name === '$group') return value.fields.map(([field]) => field);
    return name === '$project' ? projectedNames(value, true) : undefined;
  }
  return undefined;
};

const isNumber = (value: MongoValue): boolean => value.type === 'int' || value.type === 'long' || value.type === 'double';
const isZero = (value: MongoValue): boolean =>
  value.type === 'boolean' ? !value.value : isNumber(value) && 'value' in value && Number(value.value) === 0;

/** The fields that a projection names, where it names those to show. `computes`: any expression makes a field. */
const projectedNames = (projection: MongoDocument, computes: boolean): string[] | undefined => {
  const names: string[] = [];
  let hasId = true;
  const [only, ...more] = projection.fields;
  if (only?.[0] === '_id' && more.length === 0 && (isNumber(only[1]) || only[1].type === 'boolean') && !isZero(only[1]))
    return ['_id'];
  for (const [name, value] of projection.fields) {
    if (name.includes('.') || name.startsWith('$')) return undefined;
    if (isZero(value)) {
      if (name !== '_id') return undefined;
      hasId = false;
    } else if (computes || isNumber(value) || value.type === 'boolean') {
      if (name !== '_id') names.push(name);
    } else {
      return undefined;
    }
  }
  if (names.length === 0) return undefined;
  return hasId ? ['_id', ...names] : names;
};
