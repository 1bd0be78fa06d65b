import type { Kind } from '@orrery/contracts';
import { DriverFault } from './driver.js';

/** A release, as its server tells it, and as people call it where that is something else. */
export interface Oldest {
  readonly product: string;
  readonly version: string;
  readonly called?: string;
}

/** The oldest releases that answer what their catalogs are asked here, or that their clients speak to. */
export const oldest: Readonly<Record<Kind, readonly [Oldest, ...Oldest[]]>> = {
  postgres: [{ product: 'PostgreSQL', version: '10' }],
  mysql: [
    { product: 'MySQL', version: '5.7' },
    { product: 'MariaDB', version: '10.2' },
  ],
  mssql: [{ product: 'SQL Server', version: '11', called: '2012' }],
  mongodb: [{ product: 'MongoDB', version: '4.4' }],
};

/** The name of a release among people. */
export const nameOf = ({ product, version, called }: Oldest): string =>
  `${product} ${called === undefined ? version : `${called} (${version}.0)`}`;

/** That a server is too old. `found`: its version, where the client speaks to it at all, so that it could tell. */
export const tooOld = (needed: Oldest, found = ''): DriverFault => {
  const until = found === '' ? 'nothing can be asked of it' : 'its tables can’t be listed, even where its statements run';
  return new DriverFault(
    'too-old',
    `${found === '' ? 'This server' : `${needed.product} ${found}`} is too old: ${nameOf(needed)} or newer is needed.`,
    { hint: `Upgrade the server, or connect to a newer one. Until then, ${until}.` },
  );
};

/** Throws `too-old` where a server is known to be. Products that only speak the protocol, and versions without a number, are not judged. */
export const refuseOld = (kind: Kind, product: string, version: string): void => {
  const needed = oldest[kind].find((one) => one.product === product);
  if (needed !== undefined && isBefore(version, needed.version)) throw tooOld(needed, version);
};

const isBefore = (version: string, needed: string): boolean => {
  const found = /^\d+(?:\.\d+)*/u.exec(version)?.[0].split('.').map(Number) ?? [];
  for (const [at, wanted] of needed.split('.').map(Number).entries()) {
    const part = found[at];
    if (part === undefined || part > wanted) return false;
    if (part < wanted) return true;
  }
  return false;
};
