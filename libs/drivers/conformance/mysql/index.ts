import type { Engine, Language, Subject } from '../subject.js';
import { mariadb, mariadbWithVectors } from './mariadb.js';
import { mysql as mysql8, mysql9 } from './mysql.js';
import { type Release, started } from './servers.js';

interface Tried extends Release {
  readonly language: Language;
  /** The setting that names its program, where Debian's stable release has no package of it. */
  readonly named?: string;
  readonly contained?: true;
}

const installed: Tried = { product: 'MariaDB', release: '10.11', language: mariadb };
const others: readonly Tried[] = [
  { product: 'MariaDB', release: '11.8', language: mariadbWithVectors, named: 'ORRERY_MARIADBD' },
  { product: 'MySQL', release: '8.4', language: mysql8, contained: true },
  { product: 'MySQL', release: '9', language: mysql9, named: 'ORRERY_MYSQLD' },
];

/** What is tried, and what each of them is asked. */
export const releases: readonly Tried[] = [installed, ...others];

const engine = ({ product, release, language, named, contained }: Tried): Engine => ({
  name: `${product} ${release}`,
  verifiedBy: 'real server',
  ...(named === undefined ? {} : { named }),
  ...(contained === undefined ? {} : { contained }),
  language,
  start: () => started({ product, release }),
});

/** MySQL and MariaDB, which speak one protocol and nearly one language. */
export const mysql: Subject = { kind: 'mysql', language: mariadb, engines: [engine(installed), ...others.map(engine)] };
