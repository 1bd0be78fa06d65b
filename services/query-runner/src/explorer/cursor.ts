import { Fault, type SortKey } from '@orrery/contracts';
import type { Boundary, RawCell } from '@orrery/drivers';
import { z } from 'zod';

/** Where a page begins, and which page that is. */
export interface PageCursor {
  readonly boundary: Boundary;
  readonly page: number;
}

const isScalar = (cell: RawCell): boolean => {
  try {
    const value = JSON.parse(cell) as unknown;
    return value !== null && typeof value !== 'object';
  } catch {
    return false;
  }
};

const shape = z.strictObject({
  d: z.enum(['next', 'previous']),
  v: z.array(z.string().refine(isScalar)).max(64),
  s: z.string(),
  p: z.number().int().min(1),
});

const signatureOf = (sort: readonly SortKey[]): string =>
  JSON.stringify(sort.map(({ column, direction }) => [column, direction]));

/** The cursor as text, opaque to whoever holds it. */
export const cursorText = ({ boundary, page }: PageCursor, sort: readonly SortKey[]): string =>
  Buffer.from(JSON.stringify({ d: boundary.direction, v: boundary.values, s: signatureOf(sort), p: page })).toString('base64url');

/** What a cursor says. Throws `invalid_request` where it is none of ours, or of another order. */
export function readCursor(text: string, sort: readonly SortKey[]): PageCursor {
  const refuse = (message: string): Fault =>
    new Fault('invalid_request', 'This cursor does not fit what is asked. Begin at the first page.', {
      errors: [{ path: 'pagination.cursor', message }],
    });
  let parsed;
  try {
    parsed = shape.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    throw refuse('is not a cursor');
  }
  if (!parsed.success) throw refuse('is not a cursor');
  const { d: direction, v: values, s, p: page } = parsed.data;
  if (s !== signatureOf(sort) || values.length !== sort.length) throw refuse('belongs to another order');
  return { boundary: { direction, values }, page };
}
