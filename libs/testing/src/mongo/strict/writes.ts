import { isDocument, type Document } from '../document.js';
import { MongoFailure } from '../failure.js';

const failed = (code: number, name: string, message: string): MongoFailure => new MongoFailure(code, name, message);
const parsing = (message: string): MongoFailure => failed(9, 'FailedToParse', message);

const modifiers: ReadonlySet<string> = new Set([
  ...['$set', '$unset', '$setOnInsert', '$inc', '$mul', '$min', '$max', '$rename', '$currentDate', '$bit'],
  ...['$push', '$pushAll', '$pull', '$pullAll', '$pop', '$addToSet'],
]);

const checkPath = (path: string): void => {
  if (path.split('.').includes(''))
    throw failed(56, 'EmptyFieldName', `The update path '${path}' contains an empty field name, which is not allowed.`);
  if (path.startsWith('$'))
    throw failed(
      52,
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${path}' is not allowed in the context of an update.`,
    );
};

/** Refuses an update that a real server would not take: operators that are none, paths that are none or get in each other's way. */
export const checkUpdate = (update: unknown, multi = false): void => {
  if (Array.isArray(update)) return;
  if (!isDocument(update)) throw parsing('Update argument must be either an object or an array');
  const names = Object.keys(update);
  const first = names[0] ?? '';
  if (!first.startsWith('$')) {
    if (multi) throw parsing('multi update is not supported for replacement-style update');
    return;
  }
  const paths: string[] = [];
  for (const [name, changes] of Object.entries(update)) {
    if (!modifiers.has(name))
      throw parsing(`Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update`);
    if (!isDocument(changes)) throw parsing(`Modifiers operate on fields but we found type ${typeof changes} instead.`);
    for (const path of Object.keys(changes)) {
      checkPath(path);
      const other = paths.find((known) => known === path || known.startsWith(`${path}.`) || path.startsWith(`${known}.`));
      if (other !== undefined)
        throw failed(40, 'ConflictingUpdateOperators', `Updating the path '${path}' would create a conflict at '${other}'`);
      paths.push(path);
    }
  }
};

/** Refuses to give a document another id. */
export const checkSameId = (before: unknown, after: unknown): void => {
  if (JSON.stringify(before) !== JSON.stringify(after))
    throw failed(66, 'ImmutableField', "Performing an update on the path '_id' would modify the immutable field '_id'");
};

/** Refuses ids that can't be one. */
export const checkId = (id: unknown): void => {
  if (Array.isArray(id)) throw failed(53, 'InvalidIdField', "The '_id' value cannot be of type array");
};

/** Refuses a list of writes that is empty. */
export const checkCount = (writes: readonly unknown[]): void => {
  if (writes.length === 0) throw failed(16, 'InvalidLength', 'Write batch sizes must be between 1 and 100000. Got 0 operations.');
};

/** Refuses a name that no collection may have. */
export const checkName = (ns: string, name: string): void => {
  if (name === '' || name.includes('$') || name.startsWith('.'))
    throw failed(73, 'InvalidNamespace', `Invalid collection name: ${ns}`);
};

/** Refuses an index without fields, without a name, or with an order that is none. */
export const checkIndex = ({ key, name }: Document): void => {
  const orders = isDocument(key) ? Object.values(key) : [];
  if (orders.length === 0 || name === '' || orders.some((order) => order === 0 || order === ''))
    throw failed(
      67,
      'CannotCreateIndex',
      `Error in specification { name: "${String(name)}" }: an index has a name and fields in an order.`,
    );
};
