import type { ValueKind } from '@orrery/contracts';
import { DocumentText } from './document-text.js';

/** The whole value as text, as the database would write it: what is copied, exported and shown whole. NULL is ''. */
export function plainText(value: unknown, kind: ValueKind): string {
  if (value === null || value === undefined) return '';
  if (value instanceof DocumentText) return value.text;
  if (typeof value === 'string') return kind === 'json' ? JSON.stringify(value) : value;
  return JSON.stringify(value);
}
