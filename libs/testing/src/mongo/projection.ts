import { Query } from 'mingo';
import type { Document } from './document.js';

/** A document with the fields that a projection leaves. Whole fields keep their types; anything else is worked out from `view`. */
export const projected = (exact: Document, projection: Document, view = exact): Document => {
  const fields = Object.entries(projection);
  if (fields.length === 0) return exact;
  if (fields.some(([name, value]) => name.includes('.') || (typeof value !== 'number' && typeof value !== 'boolean'))) {
    const [row = {}] = new Query({}).find<Document>([view], projection).all();
    // The id is always the first.
    return '_id' in row ? { _id: row['_id'], ...row } : row;
  }
  const listed = new Map(fields.map(([name, value]) => [name, Boolean(value)]));
  const [, includes] = [...listed].find(([name]) => name !== '_id') ?? ['', listed.get('_id') === true];
  return Object.fromEntries(Object.entries(exact).filter(([name]) => listed.get(name) ?? (name === '_id' || !includes)));
};
