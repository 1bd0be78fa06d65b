/** Names that break whoever pastes them into a statement, a path or a page. */
export const hostileNames: readonly string[] = [
  `a'b`,
  'a"b',
  'a`b',
  'a]b',
  'a[b',
  'a\\b',
  'a.b',
  '"a.b"',
  'a,b',
  'a b',
  'a/b',
  'a%b_c',
  'MiXed',
  'select',
  ';drop table x;--',
  '$1',
  '$$',
  ':name',
  '?',
  '<img src=x onerror=alert(1)>',
  '__proto__',
  'constructor',
  'naïve – 表 😀',
  'x'.repeat(63),
];

/** MySQL takes 64 characters, and no name that ends with a space. */
const long = 'y'.repeat(64);

const quoted = (name: string, quote: string): string => quote + name.replaceAll(quote, quote + quote) + quote;
const pg = (name: string): string => quoted(name, '"');
const my = (name: string): string => quoted(name, '`');
const text = (name: string): string => `'${name.replaceAll("'", "''")}'`;
const ms = (name: string): string => `[${name.replaceAll(']', ']]')}]`;
const myText = (name: string): string => text(name.replaceAll('\\', '\\\\'));

/** The hostile names that a kind of database takes as a table's. */
export const hostileTableNames = {
  postgres: hostileNames,
  // Its names are of the basic plane.
  mysql: [...hostileNames, long].map((name) => name.replaceAll(/[\u{10000}-\u{10ffff}]/gu, '☃')),
  mssql: [...hostileNames, 'z'.repeat(128)],
  // A collection's name has no dollar sign.
  mongodb: [...hostileNames.filter((name) => !name.includes('$')), 'w'.repeat(200)],
} as const;

/**
 * Statements that make, for each hostile name, a table of that name with a column of that name, which refers to the table before it,
 * and whose comments are the name too.
 */
export const hostileTables = {
  postgres: (schema = 'hostile'): string[] => [
    `CREATE SCHEMA ${pg(schema)}`,
    ...hostileNames.flatMap((name, at) => {
      const table = `${pg(schema)}.${pg(name)}`;
      const before = hostileNames[at - 1] ?? name;
      const constraint = pg(`fk ${name}`.slice(0, 30));
      return [
        `CREATE TABLE ${table} (${pg(name)} int PRIMARY KEY, ref int, CONSTRAINT ${constraint} FOREIGN KEY (ref) REFERENCES ${pg(schema)}.${pg(before)} (${pg(before)}))`,
        `COMMENT ON TABLE ${table} IS ${text(name)}`,
        `COMMENT ON COLUMN ${table}.${pg(name)} IS ${text(name)}`,
        `INSERT INTO ${table} VALUES (1, NULL), (2, 1)`,
      ];
    }),
  ],
  mysql: (): string[] =>
    hostileTableNames.mysql.flatMap((name, at, all) => {
      const before = all[at - 1] ?? name;
      return [
        `CREATE TABLE ${my(name)} (${my(name)} int PRIMARY KEY COMMENT ${myText(name)}, ref int, CONSTRAINT ${my(`fk ${String(at)}`)} FOREIGN KEY (ref) REFERENCES ${my(before)} (${my(before)})) COMMENT ${myText(name)}`,
        `INSERT INTO ${my(name)} VALUES (1, NULL), (2, 1)`,
      ];
    }),
  mssql: (schema = 'hostile'): string[] => [
    `CREATE SCHEMA ${ms(schema)}`,
    ...hostileTableNames.mssql.flatMap((name, at, all) => {
      const table = `${ms(schema)}.${ms(name)}`;
      const before = all[at - 1] ?? name;
      return [
        `CREATE TABLE ${table} (${ms(name)} int PRIMARY KEY, ref int, CONSTRAINT ${ms(`fk ${name}`.slice(0, 30))} FOREIGN KEY (ref) REFERENCES ${ms(schema)}.${ms(before)} (${ms(before)}))`,
        `INSERT INTO ${table} VALUES (1, NULL), (2, 1)`,
      ];
    }),
  ],
} as const;
