import type { Param } from '@orrery/dialects';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, type QueryCompiler, type RawBuilder, sql } from 'kysely';
import type { Statement } from '../driver.js';

/** A piece of SQL whose values are bound and whose names are quoted when it is compiled. */
export type Fragment = RawBuilder<unknown>;
/** Puts a value into SQL: as a parameter, or, in a text for people to read, as a literal. */
export type Bind = (value: Param) => Fragment;

/** The value as a parameter. */
export const asParam: Bind = (value) => sql`${value}`;

/** A whole number of ours as it is written. Never a value of a person's. */
export const whole = (value: number): Fragment => {
  if (!Number.isSafeInteger(value)) throw new RangeError('not a whole number');
  return sql.raw(String(value));
};

const names = new Map<string, Fragment>();
const mostNames = 5_000;

/** A name, quoted by the dialect. The same few are written into thousands of statements: they are made once. */
export const name = (...parts: readonly string[]): Fragment => {
  const key = JSON.stringify(parts);
  const known = names.get(key);
  if (known) return known;
  if (names.size >= mostNames) names.clear();
  const made = sql.id(...parts);
  names.set(key, made);
  return made;
};

/** Pieces joined; `empty` where there is none. */
export const joined = (parts: readonly Fragment[], between: Fragment, empty: Fragment = sql``): Fragment => {
  const [only] = parts;
  return parts.length === 0 ? empty : parts.length === 1 && only ? only : sql`${sql.join(parts, between)}`;
};
export const and = (parts: readonly Fragment[]): Fragment => joined(parts, sql` and `, sql`1 = 1`);
export const or = (parts: readonly Fragment[]): Fragment => joined(parts, sql` or `, sql`1 = 0`);

/** Compiles fragments with a dialect's own compiler. */
export class SqlWriter {
  readonly #db: Kysely<Record<string, never>>;

  constructor(compiler: () => QueryCompiler) {
    this.#db = new Kysely({
      dialect: {
        // Only the compiler is used: nothing is ever run through it.
        createAdapter: () => new PostgresAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (db) => new PostgresIntrospector(db),
        createQueryCompiler: compiler,
      },
    });
  }

  statement(fragment: Fragment): Statement & { readonly language: 'sql' } {
    const { sql: text, parameters } = fragment.compile(this.#db);
    return { language: 'sql', text, params: parameters.map(paramOf) };
  }

  /** The text of a fragment that binds nothing. */
  text(fragment: Fragment): string {
    const { sql: text, parameters } = fragment.compile(this.#db);
    if (parameters.length > 0) throw new Error('a text for people holds parameters');
    return text;
  }
}

const paramOf = (value: unknown): Param => {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  throw new TypeError('a parameter is a text, a number, a boolean or null');
};
