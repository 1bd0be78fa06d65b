import { mariadbAbsence } from '@orrery/servers';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { notRun } from '../subject.js';
import type { Encrypted } from '../tls.js';
import { startServer } from './index.js';

/** A MariaDB that speaks TLS. */
export const encrypted: Encrypted = async ({ cert, key }) => {
  const folder = mkdtempSync(join(tmpdir(), 'orrery-tls-'));
  // Its account is another one than ours; the key is good for this test only.
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'cert.pem'), cert);
  writeFileSync(join(folder, 'key.pem'), key);
  const server = await startServer([`--ssl-cert=${join(folder, 'cert.pem')}`, `--ssl-key=${join(folder, 'key.pem')}`]);
  if (server === undefined) return notRun(mariadbAbsence() ?? 'MariaDB did not start');
  return {
    ...server,
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
