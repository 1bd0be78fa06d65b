import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A server's key and certificate, with the authority that signed it. */
export interface Certificates {
  readonly ca: string;
  readonly key: string;
  readonly cert: string;
}

/** Makes a certificate for a name with openssl, for a day. Undefined where openssl is not installed. */
export const makeCertificates = async (name: string): Promise<Certificates | undefined> => {
  const folder = await mkdtemp(join(tmpdir(), 'orrery-tls-'));
  const file = (base: string) => join(folder, base);
  const openssl = (...args: string[]) => promisify(execFile)('openssl', args, { cwd: folder });
  const fresh = ['req', '-newkey', 'rsa:2048', '-nodes', '-days', '1'];
  try {
    await openssl(...fresh, '-x509', '-subj', '/CN=Orrery test authority', '-keyout', 'ca.key', '-out', 'ca.pem');
    await openssl(...fresh, '-subj', `/CN=${name}`, '-keyout', 'server.key', '-out', 'server.csr');
    await writeFile(file('server.ext'), `subjectAltName=DNS:${name}\n`);
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '1', '-extfile', 'server.ext'];
    await openssl('x509', '-req', '-in', 'server.csr', ...signed, '-out', 'server.pem');
    const [ca, key, cert] = await Promise.all(['ca.pem', 'server.key', 'server.pem'].map((base) => readFile(file(base), 'utf8')));
    return { ca: ca ?? '', key: key ?? '', cert: cert ?? '' };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
