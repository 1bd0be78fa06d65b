import { Fault } from '@orrery/contracts';
import { parse, stringify } from 'uuid';

/** A cursor that says where a page ended; opaque to whoever holds it. */
export const cursorAfter = (id: string): string => Buffer.from(parse(id)).toString('base64url');

/** The id that a cursor stands for. Throws `invalid_request` where it is not one of ours. */
export function idOf(cursor: string): string {
  try {
    const bytes = Buffer.from(cursor, 'base64url');
    if (bytes.length !== 16) throw new Error('not the length of an id');
    return stringify(bytes);
  } catch (cause) {
    throw new Fault('invalid_request', 'This cursor is not one that a list has answered. Begin at the first page.', {
      errors: [{ path: 'cursor', message: 'is not a cursor' }],
      cause,
    });
  }
}
