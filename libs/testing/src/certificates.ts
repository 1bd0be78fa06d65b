import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate that signs itself, and its key, PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const openssl = (...args: readonly string[]): void => {
  execFileSync('openssl', args, { stdio: 'ignore' });
};

/** Makes a certificate of a host name, good for so many days: below 0 it has expired. Undefined where there is no openssl. */
export const aCertificate = (host: string, days = 1): Certificate | undefined => {
  const folder = mkdtempSync(join(tmpdir(), 'orrery-certificate-'));
  const [key, request, cert] = ['key.pem', 'request.pem', 'cert.pem'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  try {
    const names = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    // Asked for and signed in two steps: in one, a certificate can't have expired.
    openssl('req', ...curve, ...names, '-keyout', key, '-out', request);
    openssl(
      ...['x509', '-req', '-in', request, '-signkey', key, '-days', String(days)],
      ...['-copy_extensions', 'copy', '-out', cert],
    );
    return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
