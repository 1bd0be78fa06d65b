import { createHash, generateKeyPairSync } from 'node:crypto';
import { connect, type AddressInfo } from 'node:net';
import ssh2 from 'ssh2';

/** A running SSH server that lets tunnels through, and nothing else. */
export interface SshTestServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** Its host key, as OpenSSH prints it. */
  readonly fingerprint: string;
  /** Where it was asked to lead to. */
  readonly asked: readonly string[];
  /** Names that somebody tried to log in with. */
  readonly tried: readonly string[];
  /** Connections that are open now. */
  readonly open: () => number;
  stop(): Promise<void>;
}

/** Who may log in. */
export interface SshLogin {
  readonly username: string;
  readonly password?: string;
  /** PEM of the private key whose owner may log in. */
  readonly privateKey?: string;
}

const makeKey = (): string =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;

/** A private key that OpenSSH reads. For tests. */
export const aPrivateKey = makeKey;

/** Starts an SSH server on 127.0.0.1 that forwards TCP for those who may log in. */
export async function startSshServer(login: SshLogin): Promise<SshTestServer> {
  const hostKey = makeKey();
  const parsed = ssh2.utils.parseKey(hostKey);
  if (parsed instanceof Error) throw parsed;
  const [asked, tried] = [[] as string[], [] as string[]];
  const clients = new Set<ssh2.Connection>();
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
    clients.add(client);
    client.once('close', () => clients.delete(client));
    client.on('error', () => undefined);
    client.on('authentication', (attempt) => {
      tried.push(attempt.username);
      if (isAllowed(attempt, login)) attempt.accept();
      else attempt.reject(['password', 'publickey']);
    });
    client.on('tcpip', (accept, reject, { destIP, destPort }) => {
      asked.push(`${destIP}:${String(destPort)}`);
      const out = connect(destPort, destIP);
      out.once('error', () => {
        reject();
      });
      out.once('connect', () => {
        const channel = accept();
        channel.on('error', () => undefined);
        out.on('error', () => channel.destroy());
        channel.pipe(out).pipe(channel);
        channel.once('close', () => out.destroy());
      });
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    fingerprint: `SHA256:${createHash('sha256').update(parsed.getPublicSSH()).digest('base64').replace(/=+$/, '')}`,
    asked,
    tried,
    open: () => clients.size,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const client of clients) client.end();
      }),
  };
}

function isAllowed(attempt: ssh2.AuthContext, login: SshLogin): boolean {
  if (attempt.username !== login.username) return false;
  if (attempt.method === 'password') return login.password !== undefined && attempt.password === login.password;
  if (attempt.method !== 'publickey' || login.privateKey === undefined) return false;
  const key = ssh2.utils.parseKey(login.privateKey);
  if (key instanceof Error || !key.getPublicSSH().equals(attempt.key.data)) return false;
  return attempt.signature === undefined || key.verify(attempt.blob ?? Buffer.alloc(0), attempt.signature, attempt.hashAlgo);
}
