import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The secrets of one Orrery: files of mode 600, each made when it is first needed. */
export class Secrets {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The path of a secret's file. */
  path(name: string): string {
    return join(this.folder, name);
  }

  /** A password, or the name of the file that keeps it. */
  password(name: string): string {
    return this.keep(name, () => randomBytes(32).toString('base64url'));
  }

  /** The paths of an Ed25519 key pair. */
  keyPair(name: string): { readonly privateKey: string; readonly publicKey: string } {
    const files = { privateKey: this.path(`${name}-private.pem`), publicKey: this.path(`${name}-public.pem`) };
    if (!existsSync(files.privateKey) || !existsSync(files.publicKey)) {
      const pair = generateKeyPairSync('ed25519', {
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
        publicKeyEncoding: { type: 'spki', format: 'pem' },
      });
      this.write(`${name}-public.pem`, pair.publicKey);
      this.write(`${name}-private.pem`, pair.privateKey);
    }
    return files;
  }

  /** The path of the key ring that seals passwords. */
  keyRing(name: string): string {
    this.keep(name, () => JSON.stringify({ active: 'k1', keys: { k1: randomBytes(32).toString('base64') } }));
    return this.path(name);
  }

  /** Keeps a value that is made anew at each start; answers the file's path. */
  write(name: string, value: string): string {
    const next = this.path(`${name}.next`);
    writeFileSync(next, value, { mode: 0o600 });
    renameSync(next, this.path(name));
    return this.path(name);
  }

  /** A kept value; undefined where there is none. */
  read(name: string): string | undefined {
    const file = this.path(name);
    const kept = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
    return kept === '' ? undefined : kept;
  }

  private keep(name: string, make: () => string): string {
    const kept = this.read(name);
    if (kept !== undefined) return kept;
    const value = make();
    this.write(name, value);
    return value;
  }
}
