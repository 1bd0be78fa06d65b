import { type Dictionary, type EntityManager, MikroORM, type Options } from '@mikro-orm/postgresql';
import { type Migration, Migrator } from '@mikro-orm/migrations';

/** The class of a migration: SQL up, in order of their names. */
export type MigrationClass = new (...args: ConstructorParameters<typeof Migration>) => Migration;

export interface DatabaseOptions {
  readonly url: string;
  /** Sessions at most. */
  readonly pool: number;
  readonly schema: string;
  readonly entities: NonNullable<Options['entities']>;
  /** Extra settings of every session, as PostgreSQL's `-c name=value`. */
  readonly sessionOptions?: string;
}

function ormOptions(options: DatabaseOptions): Options {
  return {
    clientUrl: options.url,
    entities: options.entities,
    schema: options.schema,
    pool: { min: 0, max: options.pool },
    driverOptions: {
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      application_name: `orrery-${options.schema}`,
      ...(options.sessionOptions ? { options: options.sessionOptions } : {}),
    },
    // Statements carry values of people; what is logged is the error, by whoever meets it.
    logger: () => undefined,
    ensureDatabase: false,
    discovery: { warnWhenNoEntities: false, checkDuplicateFieldNames: true },
  };
}

/**
 * The filter of an entity that belongs to users (it has a `userId`): on by default, it adds the user to every statement. Throws where
 * nobody said who asks: a forgotten scope must fail, not read everything.
 */
export const ownerFilter = {
  name: 'owner',
  default: true,
  cond: (args: Dictionary): Dictionary => {
    if (args['system'] === true) return {};
    if (typeof args['userId'] !== 'string') throw new Error('A read or write without an owner: use Database.asOwner or asSystem');
    return { userId: args['userId'] };
  },
};

/** A service's own PostgreSQL schema, only ever used on behalf of somebody. */
export class Database {
  private constructor(readonly orm: MikroORM) {}

  static async open(options: DatabaseOptions): Promise<Database> {
    return new Database(await MikroORM.init(ormOptions(options)));
  }

  /**
   * Runs work in one transaction on behalf of a user. The `owner` filter adds the user to every statement on entities that have one,
   * and row-level security sees the user as `app.user_id`, behind it.
   */
  asOwner<T>(userId: string, work: (em: EntityManager) => Promise<T>): Promise<T> {
    const em = this.orm.em.fork({ session: { variables: { 'app.user_id': userId } } });
    em.setFilterParams('owner', { userId });
    return em.transactional(work);
  }

  /** Runs work in one transaction on behalf of the service itself: for sign-in, events and sweeps, which concern everybody. */
  asSystem<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const em = this.orm.em.fork({ session: { variables: { 'app.user_id': 'system' } } });
    em.setFilterParams('owner', { system: true });
    return em.transactional(work);
  }

  async ping(): Promise<boolean> {
    await this.orm.em.fork().execute('select 1');
    return true;
  }

  close(): Promise<void> {
    return this.orm.close(true);
  }
}

/**
 * Brings a schema to its present form, with the role that owns it. Safe to run twice or at the same time: the second waits for an
 * advisory lock and finds nothing to do.
 * @returns the names of the migrations that ran
 */
export async function migrate(
  options: Pick<DatabaseOptions, 'url' | 'schema'>,
  migrations: readonly MigrationClass[],
): Promise<string[]> {
  const orm = await MikroORM.init({
    ...ormOptions({ ...options, pool: 2, entities: [] }),
    extensions: [Migrator],
    migrations: {
      tableName: 'migrations',
      snapshot: false,
      migrationsList: migrations.map((migration) => ({ name: migration.name, class: migration })),
    },
  });
  try {
    return await orm.em.fork().transactional(async (em) => {
      await em.execute(`select pg_advisory_xact_lock(hashtext(?))`, [`orrery.migrate.${options.schema}`]);
      const ran = await orm.migrator.up();
      return ran.map((migration) => migration.name);
    });
  } finally {
    await orm.close(true);
  }
}
