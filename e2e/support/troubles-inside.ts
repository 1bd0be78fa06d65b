import type { Trouble } from './troubles.js';

/** Troubles of whoever was let in: version, catalog, read-only, replica. */
export const insideTroubles: readonly Trouble[] = [
  {
    name: 'a server that is too old',
    form: ({ inside }) => inside.old,
    stage: /Version too old/,
    said: {
      postgres: /PostgreSQL 9\.6\.24 is too old: PostgreSQL 10 or newer is needed/,
      mysql: /MariaDB 10\.1\.48\S* is too old: MariaDB 10\.2 or newer is needed/,
      mssql: /SQL Server 10\.50\.1600\.1 is too old: SQL Server 2012 \(11\.0\) or newer is needed/,
      mongodb: /too old: MongoDB 4\.4 or newer is needed/,
    },
    advice: /Upgrade the server/,
  },
  {
    name: 'a catalog that can’t be read',
    form: ({ inside }) => inside.unreadable,
    stage: /Catalog not read/,
    said: {
      postgres: /The catalog can’t be read: permission denied for table pg_class/,
      // Nobody can be kept from information_schema, which shows to each what is theirs: but their statements may be used up.
      mysql: /User 'hasty' has exceeded the 'max_\w+' resource/,
      mssql: /The catalog can’t be read: The SELECT permission was denied on the object 'TABLES'/,
      mongodb: /The catalog can’t be read: not authorized on conformance to execute command/,
    },
    advice: {
      postgres: /GRANT SELECT ON pg_catalog\.pg_class, pg_catalog\.pg_namespace TO "?guest"?;/,
      mysql: /MAX_QUERIES_PER_HOUR/,
      mssql: /GRANT VIEW DEFINITION TO \[?sa\]?;/,
      mongodb: /db\.grantRolesToUser\("orrery", \[\{ role: "read", db: "conformance" \}\]\)/,
    },
  },
  {
    name: 'read-only that the server does not hold',
    // The others have no such mode: there it is Orrery that lets nothing through, which the role says.
    kinds: ['postgres', 'mysql'],
    form: ({ inside }) => ({ ...inside.unheld, readOnly: true }),
    stage: /Role not as asked for/,
    said: /This connection is read-only, but the server does not hold it to that/,
    advice: /a user who may only read/,
  },
  {
    name: 'a server of another replica set',
    kinds: ['mongodb'],
    form: () => ({ replicaSet: 'rs0' }),
    stage: /No fitting member/,
    said: /not of the replica set rs0: it is of none/,
    advice: /replicaSet in the options/,
  },
  {
    name: 'a read replica that is not there',
    form: ({ server, closed }) => ({ replica: { host: server.target.host, port: closed } }),
    stage: /Read replica not usable/,
    said: /The read replica 127\.0\.0\.1:\d+ can’t be used\. No connection could be made to port \d+: it was refused/,
    advice: /Until then, what is read comes from the server itself/,
  },
  {
    name: 'a read replica that is none',
    form: ({ inside }) => inside.another,
    stage: /Read replica not usable/,
    said: /The read replica 127\.0\.0\.1:\d+ is none: it follows no server and takes changes itself/,
    advice: /Enter a server that follows this one/,
  },
  {
    name: 'a read replica of another server',
    // MariaDB and SQL Server do not tell everybody whom they follow.
    kinds: ['postgres', 'mongodb'],
    form: ({ inside }) => inside.stranger ?? {},
    stage: /Read replica not usable/,
    said: /The read replica 127\.0\.0\.1:\d+ follows another server than this one/,
    advice: /Enter a server that follows this one/,
  },
];
