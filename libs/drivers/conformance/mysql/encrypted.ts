import type { EncryptedEngine } from '../tls.js';
import { releases } from './index.js';
import { started } from './servers.js';

/** Each release of MariaDB and MySQL, with a certificate. */
export const encrypted: readonly EncryptedEngine[] = releases.map(({ language, ...release }) => ({
  name: `${release.product} ${release.release}`,
  language,
  start: (certificate) => started(release, certificate),
}));
