import { constructors } from './literals.js';
import { chains, collectionMethods, databaseMethods } from './methods.js';
import { readingStages } from './stages.js';

/** Words with a meaning in the shell, as they are written. */
export const mongoKeywords: readonly string[] = [
  ...new Set([
    ...['db', 'show', 'collections', 'dbs', 'new', 'true', 'false', 'null', 'getCollection', 'getSiblingDB', 'explain'],
    ...constructors.keys(),
    ...collectionMethods.keys(),
    ...databaseMethods.keys(),
    ...[...chains.values()].flatMap((chain) => [...chain.keys()]),
  ]),
];

/** Stages and operators, for completion. */
export const mongoOperators: readonly string[] = [
  ...new Set([
    ...readingStages,
    ...['$out', '$merge', '$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$in', '$nin', '$and', '$or', '$nor', '$not', '$exists'],
    ...['$type', '$regex', '$expr', '$mod', '$text', '$all', '$elemMatch', '$size', '$near', '$geoWithin', '$geoIntersects'],
    ...['$inc', '$mul', '$rename', '$min', '$max', '$currentDate', '$push', '$pull', '$pullAll', '$pop', '$addToSet', '$each'],
    ...['$setOnInsert', '$sum', '$avg', '$first', '$last', '$cond', '$ifNull', '$switch', '$concat', '$toString', '$toInt'],
    ...['$toDouble', '$toDate', '$dateToString', '$dateTrunc', '$map', '$filter', '$reduce', '$arrayElemAt', '$mergeObjects'],
    ...['$round', '$add', '$subtract', '$multiply', '$divide', '$year', '$month', '$dayOfMonth', '$stdDevPop', '$percentile'],
  ]),
];
