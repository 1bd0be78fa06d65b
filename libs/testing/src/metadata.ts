import { type ServiceName, services } from '@orrery/contracts';
import { Database, type DatabaseOptions, migrate, type MigrationClass, schemaOf } from '@orrery/runtime';
import { type PostgresServer, provisionPostgres, rolesOf, type ServicePasswords, startPostgres } from '@orrery/servers';

/** A metadata database as a service meets it: made by the migrations, entered with the service's own role. */
export interface Metadata {
  readonly server: PostgresServer;
  readonly database: Database;
  /** URL of the service's role, which may only read and write. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a PostgreSQL with the schema of one service. */
export async function startMetadata(
  service: ServiceName,
  migrations: readonly MigrationClass[],
  options: Pick<DatabaseOptions, 'entities' | 'sessionOptions'>,
): Promise<Metadata> {
  const server = await startPostgres({ fsync: false });
  const passwords = Object.fromEntries(services.map((name) => [name, { owner: `${name}-o`, login: `${name}-l` }])) as Record<
    ServiceName,
    ServicePasswords
  >;
  await provisionPostgres(server.url(), passwords);
  const roles = rolesOf(service);
  const as = (role: string, password: string): string => {
    const url = new URL(server.url());
    url.username = role;
    url.password = password;
    return url.href;
  };
  await migrate({ url: as(roles.owner, passwords[service].owner), schema: schemaOf(service) }, migrations);
  const url = as(roles.login, passwords[service].login);
  const database = await Database.open({ url, pool: 4, schema: schemaOf(service), ...options });
  return {
    server,
    database,
    url,
    stop: async () => {
      await database.close();
      await server.stop();
    },
  };
}
