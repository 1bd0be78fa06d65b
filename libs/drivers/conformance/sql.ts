import type { Param, Statement } from '../src/index.js';

/** A statement of SQL. */
export const sql = (text: string, params?: readonly Param[]): Statement =>
  params === undefined ? { language: 'sql', text } : { language: 'sql', text, params };
