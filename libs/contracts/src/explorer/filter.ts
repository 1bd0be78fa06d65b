import * as z from 'zod';

export const filterOperators = [
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'in',
  'not in',
  'between',
  'contains',
  'starts with',
  'ends with',
  'is null',
  'is not null',
  'matches',
] as const;
export type FilterOperator = (typeof filterOperators)[number];

/** A value that a column is held against. `in` and `not in` take a list; `between` takes two. */
const scalar = z.union([z.string().max(100_000), z.number(), z.boolean(), z.null()]);

/**
 * One condition. `column` is a column's name; of a collection, a path (`address.city`). A condition that is `off` is kept and not
 * applied. `matches` takes a regular expression of the database's own dialect.
 */
export const filterLeaf = z.strictObject({
  column: z.string().min(1).max(1_000),
  operator: z.enum(filterOperators),
  value: z.union([scalar, z.array(scalar).max(10_000), z.record(z.string(), z.unknown())]).optional(),
  off: z.boolean().optional(),
});
export type FilterLeaf = z.output<typeof filterLeaf>;

/** A condition, or several of which all (`and`) or one (`or`) must hold. An empty list holds always. */
export type Filter =
  | FilterLeaf
  | { readonly and: Filter[]; readonly off?: boolean | undefined }
  | { readonly or: Filter[]; readonly off?: boolean | undefined };

const deepest = 20;
const most = 1_000;

/** How many conditions a filter has, and how deep they lie. */
const sizeOf = (filter: Filter, depth = 1): { count: number; depth: number } => {
  if ('column' in filter) return { count: 1, depth };
  const parts = ('and' in filter ? filter.and : filter.or).map((part) => sizeOf(part, depth + 1));
  return {
    count: parts.reduce((sum, part) => sum + part.count, 1),
    depth: parts.reduce((deep, part) => Math.max(deep, part.depth), depth),
  };
};

/** A filter of any depth: it holds itself. */
export const filterTree: z.ZodType<Filter, Filter> = z.lazy(() =>
  z.union([
    filterLeaf,
    z.strictObject({ and: z.array(filterTree), off: z.boolean().optional() }),
    z.strictObject({ or: z.array(filterTree), off: z.boolean().optional() }),
  ]),
);

/** What a filter says, bounded in depth and size. */
export const filter = filterTree.refine(
  (tree) => {
    const { count, depth } = sizeOf(tree);
    return depth <= deepest && count <= most;
  },
  `must have at most ${String(most)} conditions, ${String(deepest)} levels deep`,
);

export const sortKey = z.strictObject({
  column: z.string().min(1).max(1_000),
  direction: z.enum(['asc', 'desc']).default('asc'),
});
export type SortKey = z.output<typeof sortKey>;
