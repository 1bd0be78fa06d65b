import type { EncryptedEngine } from '../tls.js';
import { releases } from './index.js';
import { started } from './servers.js';

/** Each release of MariaDB and MySQL that a certificate can be given to. */
export const encrypted: readonly EncryptedEngine[] = releases
  .filter(({ contained }) => contained === undefined)
  .map(({ language, ...release }) => ({
    name: `${release.product} ${release.release}`,
    language,
    start: (certificate) => started(release, certificate),
  }));
