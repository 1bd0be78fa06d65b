import { quoteIdentifier, quoteLiteral } from '@orrery/dialects';

/** A name as SQL. */
export const name = (part: string): string => quoteIdentifier('postgres', part);
/** A name in a schema as SQL. */
export const qualified = (schema: string, part: string): string => `${name(schema)}.${name(part)}`;
/** A text as SQL. */
export const text = (value: string): string => quoteLiteral('postgres', value);
