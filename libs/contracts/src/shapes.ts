import * as z from 'zod';

/** An RFC 3339 UTC time, as text. Never a `Date`: it would not survive the wire. */
export const time = z.iso.datetime({ offset: true });
export const id = z.uuid();
/** The answer of an operation that has nothing to say. */
export const nothing = z.strictObject({});

/** A query-string flag: `true` / `false`. */
export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

/** The paging part of every list request. `cursor` is opaque: it is what the last page's `nextCursor` said. */
export const paging = {
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

/** A page of a list, newest first unless the operation says otherwise. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });
