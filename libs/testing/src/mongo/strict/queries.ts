import { isDocument, listOf, type Document } from '../document.js';
import { MongoFailure } from '../failure.js';

const bad = (message: string): MongoFailure => new MongoFailure(2, 'BadValue', message);
const located = (code: number, message: string): MongoFailure => new MongoFailure(code, `Location${String(code)}`, message);

const checkRegex = (test: Document): void => {
  const { $regex, $options } = test;
  if ($regex === undefined) throw bad('$options needs a $regex');
  if (typeof $regex !== 'string' && !($regex instanceof RegExp)) throw bad('$regex has to be a string');
  const flag = typeof $options === 'string' ? /[^imsxu]/u.exec($options)?.[0] : undefined;
  if (flag !== undefined) throw located(51_108, `invalid flag in regex options: ${flag}`);
  try {
    new RegExp(typeof $regex === 'string' ? $regex : $regex.source);
  } catch {
    throw located(51_091, 'Regular expression is invalid');
  }
};

const checkTest = (test: unknown): void => {
  if (!isDocument(test)) return;
  for (const [name, value] of Object.entries(test)) {
    if (name === '$regex' || name === '$options') checkRegex(test);
    if (name === '$in' || name === '$nin') {
      if (!Array.isArray(value)) throw bad(`${name} needs an array`);
      if (listOf(value).some((item) => Object.keys(item)[0]?.startsWith('$') === true)) throw bad(`cannot nest $ under ${name}`);
    }
    if (name === '$not') checkTest(value);
  }
};

/** Refuses a filter that a real server would not take, where mingo does. */
export const checkFilter = (filter: Document): void => {
  for (const [name, value] of Object.entries(filter)) {
    if (name === '$and' || name === '$or' || name === '$nor') {
      if (!Array.isArray(value)) throw bad(`${name} argument must be an array`);
      if (value.length === 0) throw bad('$and/$or/$nor must be a nonempty array');
      for (const part of listOf(value)) checkFilter(part);
    } else if (!name.startsWith('$')) {
      checkTest(value);
    }
  }
};

/** Refuses an order that is none. */
export const checkSort = (sort: Document): void => {
  for (const direction of Object.values(sort)) {
    if (direction !== 1 && direction !== -1 && !isDocument(direction))
      throw located(15_975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
  }
};

/** Refuses a projection that shows some fields and hides others, or one path and another within it. */
export const checkProjection = (projection: Document): void => {
  const entries = Object.entries(projection);
  const plain = entries.filter(([name, value]) => name !== '_id' && (typeof value === 'number' || typeof value === 'boolean'));
  const [first] = plain;
  const other = plain.find(([, value]) => Boolean(value) !== Boolean(first?.[1]));
  if (other !== undefined) {
    const [name, shows] = other;
    throw shows
      ? located(31_253, `Cannot do inclusion on field ${name} in exclusion projection`)
      : located(31_254, `Cannot do exclusion on field ${name} in inclusion projection`);
  }
  for (const [name] of entries) {
    if (entries.some(([path]) => path.startsWith(`${name}.`))) throw located(31_249, `Path collision at ${name}`);
  }
};

const stages: Readonly<Record<string, (value: unknown) => void>> = {
  $match: (value) => {
    if (!isDocument(value)) throw located(15_959, 'the match filter must be an expression in an object');
    checkFilter(value);
  },
  $sort: (value) => {
    if (!isDocument(value) || Object.keys(value).length === 0)
      throw located(15_976, '$sort stage must have at least one sort key');
    checkSort(value);
  },
  $limit: (value) => {
    if (typeof value !== 'number' || value <= 0) throw located(15_958, 'the limit must be positive');
  },
  $skip: (value) => {
    if (typeof value !== 'number' || value < 0)
      throw located(5_107_200, `invalid argument to $skip stage: Expected a non-negative number in: $skip: ${String(value)}`);
  },
  $project: (value) => {
    if (!isDocument(value) || Object.keys(value).length === 0)
      throw located(51_272, 'Invalid $project :: caused by :: projection specification must have at least one field');
    checkProjection(value);
  },
  $group: (value) => {
    if (!isDocument(value) || !('_id' in value)) throw located(15_955, 'a group specification must include an _id');
    const odd = Object.entries(value).find(([name, made]) => name !== '_id' && !isDocument(made));
    if (odd !== undefined) throw located(40_234, `The field '${odd[0]}' must be an accumulator object`);
  },
  $unwind: (value) => {
    const path = isDocument(value) ? value['path'] : value;
    if (typeof path !== 'string' || !path.startsWith('$'))
      throw located(28_818, `path option to $unwind stage should be prefixed with a '$': ${String(path)}`);
  },
  $sample: (value) => {
    const size = isDocument(value) ? value['size'] : undefined;
    if (typeof size !== 'number' || size <= 0) throw located(28_747, 'size argument to $sample must be a positive integer');
  },
};

/** Refuses a pipeline that a real server would not take, where mingo does. */
export const checkPipeline = (pipeline: unknown): void => {
  if (!Array.isArray(pipeline)) throw new MongoFailure(14, 'TypeMismatch', "'pipeline' option must be specified as an array");
  for (const stage of pipeline as unknown[]) {
    if (!isDocument(stage)) throw new MongoFailure(14, 'TypeMismatch', "Each element of the 'pipeline' array must be an object");
    const [name, ...more] = Object.keys(stage);
    if (name === undefined || more.length > 0)
      throw located(40_323, 'A pipeline stage specification object must contain exactly one field.');
    if (Object.hasOwn(stages, name)) stages[name]?.(stage[name]);
  }
};
