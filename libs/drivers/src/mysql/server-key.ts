import { createHash, createPublicKey } from 'node:crypto';
import mysql, { type AuthPlugin } from 'mysql2';
import { DriverFault, type Target } from '../driver.js';

/** The fingerprint of a public key in PEM, as OpenSSH prints one; of what is no key, undefined. */
export const fingerprintOf = (pem: Buffer): string | undefined => {
  try {
    const key = createPublicKey(pem).export({ type: 'spki', format: 'der' });
    return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/u, '')}`;
  } catch {
    return undefined;
  }
};

/**
 * How a server is met that asks for the whole password without TLS, under a key of its own (caching_sha2_password, sha256_password).
 * Whoever stands in between could give a key of theirs, so that it has to be the one that the connection names, unless its owner
 * has said that any will do.
 */
export const plainPlugins = (target: Target): Record<string, AuthPlugin> => {
  const { allowPublicKeyRetrieval, serverKeyFingerprint: given } = target.extraOptions.driver ?? {};
  const known = typeof given === 'string' && given.trim() !== '' ? given.trim() : undefined;
  const onServerPublicKey = (pem: Buffer): void => {
    const shown = fingerprintOf(pem);
    if (shown === undefined) throw new DriverFault('login', 'The server sent a key for the password that can not be read.');
    if (shown === known || (known === undefined && allowPublicKeyRetrieval === true)) return;
    if (known !== undefined) {
      throw new DriverFault('login', 'The server shows another key for the password than the one that is known.', {
        hint: `It shows ${shown}. Somebody may stand in between: ask whoever runs the server before you take it over into the options of the connection, or use TLS (require).`,
      });
    }
    throw new DriverFault('login', 'Without TLS the server takes the password only under a key that could be anybody’s.', {
      hint: `Use TLS (require). Or, where whoever runs the server confirms the key ${shown}, give that fingerprint in the options of the connection.`,
    });
  };
  return {
    caching_sha2_password: mysql.authPlugins.caching_sha2_password({ onServerPublicKey }),
    sha256_password: mysql.authPlugins.sha256_password({ onServerPublicKey }),
  };
};
