import { extraOptions, kinds, type Kind } from '@orrery/contracts';
import { dialectOf } from '@orrery/dialects';
import { z } from 'zod';

/** One kind of database as the connection form needs it. */
export interface DriverDescription {
  readonly type: Kind;
  readonly label: string;
  readonly defaultPort: number;
  /** False while this kind can be stored but not yet spoken to. */
  readonly available: boolean;
  /** JSON Schema of `extraOptions` for this kind. */
  readonly extraOptionsSchema: Record<string, unknown>;
}

/** Options that only one driver knows; each stands under `extraOptions.driver`. */
const own: Readonly<Partial<Record<Kind, z.ZodType>>> = {
  postgres: z.strictObject({
    allowCleartextPassword: z
      .boolean()
      .optional()
      .describe('Send the password in clear text where the server asks for it and there is no TLS'),
  }),
  mysql: z.strictObject({
    allowPublicKeyRetrieval: z
      .boolean()
      .optional()
      .describe(
        'Without TLS, fetch the key of the server to send the password under; whoever stands in between could give a key of their own',
      ),
    serverKeyFingerprint: z
      .string()
      .max(80)
      .optional()
      .describe(
        'Without TLS, send the password under the server’s key only where this is its fingerprint: SHA256:… of public_key.pem',
      ),
    oneByOne: z
      .boolean()
      .optional()
      .describe('Send each of many changes only when the last was answered, for a proxy that mixes them up, as ProxySQL may'),
  }),
  mssql: z.strictObject({
    instanceName: z
      .string()
      .max(60)
      .optional()
      .describe('Named instance, whose port is asked of SQL Server Browser (UDP 1434) instead of the port above'),
    readOnlyIntent: z
      .boolean()
      .optional()
      .describe('ApplicationIntent=ReadOnly: a listener of an availability group sends on to a readable secondary'),
  }),
  mongodb: z.strictObject({
    authSource: z
      .string()
      .max(120)
      .optional()
      .describe('Database that knows the user; the one that is entered, where this is empty'),
    authMechanism: z
      .enum(['SCRAM-SHA-256', 'SCRAM-SHA-1', 'MONGODB-X509'])
      .optional()
      .describe('How to log in, where the server offers several ways; MONGODB-X509 uses the client certificate'),
    replicaSet: z
      .string()
      .max(120)
      .optional()
      .describe('Name of the replica set: the member to speak to is then chosen by the read preference'),
    readPreference: z
      .enum(['primary', 'primaryPreferred', 'secondary', 'secondaryPreferred', 'nearest'])
      .optional()
      .describe('Which member of a replica set answers'),
  }),
};

const names: Readonly<Record<Kind, readonly [label: string, port: number]>> = {
  postgres: ['PostgreSQL', 5432],
  mysql: ['MySQL / MariaDB', 3306],
  mssql: ['SQL Server', 1433],
  mongodb: ['MongoDB', 27017],
};

/** Every kind of database, with the options that its driver takes. `available` says whether `isAvailable` knows a driver. */
export const describeKinds = (isAvailable: (kind: Kind) => boolean): DriverDescription[] =>
  kinds.map((type) => {
    const [label, defaultPort] = names[type];
    const driver = own[type] ?? z.strictObject({});
    const dialect = dialectOf(type);
    return {
      type,
      label: dialect?.label ?? label,
      defaultPort: dialect?.defaultPort ?? defaultPort,
      available: isAvailable(type),
      extraOptionsSchema: z.toJSONSchema(extraOptions.extend({ driver: driver.optional() }), { io: 'input' }),
    };
  });
