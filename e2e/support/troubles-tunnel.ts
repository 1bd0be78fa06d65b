import type { Form, Trouble } from './troubles.js';
import { type Places, sshUser } from './troubles-places.js';

type Ssh = NonNullable<Form['ssh']>;

/** A tunnel that is right but for this. */
export const through = ({ ssh }: Places, change: Partial<Ssh> = {}): Partial<Form> => {
  const { username, password } = sshUser;
  return { ssh: { host: ssh.host, port: ssh.port, username, password, hostKey: ssh.fingerprint, ...change } };
};

const noTunnel = /SSH tunnel not opened/;

/** Troubles with the SSH server that leads to a database. */
export const tunnelTroubles: readonly Trouble[] = [
  {
    name: 'an SSH server that is not there',
    form: (places) => through(places, { port: places.closed }),
    stage: noTunnel,
    said: /port \d+ of the SSH server 127\.0\.0\.1: it was refused/,
    advice: /host and port of the tunnel/,
  },
  {
    name: 'an SSH server that is a web server',
    form: (places) => through(places, { port: places.web }),
    stage: noTunnel,
    said: /The SSH tunnel could not be opened/,
    advice: /SSH server/,
  },
  {
    name: 'an SSH server whose host key is not known yet',
    form: (places) => {
      const { host, port } = places.ssh;
      return { ssh: { host, port, ...sshUser } };
    },
    stage: noTunnel,
    said: /The host key of 127\.0\.0\.1 is not known yet\. It shows SHA256:/,
    advice: /ssh-keygen .* enter it as host key/,
  },
  {
    name: 'an SSH server that shows another host key',
    form: (places) => through(places, { hostKey: `SHA256:${'A'.repeat(43)}` }),
    stage: noTunnel,
    said: /shows another host key than the known one: SHA256:/,
    advice: /Somebody may stand in between/,
  },
  {
    name: 'a wrong SSH password',
    form: (places) => through(places, { password: 'wrong' }),
    stage: noTunnel,
    said: /The SSH server 127\.0\.0\.1 refused the user tunnel/,
    advice: /Check the SSH user, and the SSH password/,
  },
  {
    name: 'a private key that the SSH server does not know',
    form: (places) => {
      const { host, port, fingerprint } = places.ssh;
      return { ssh: { host, port, username: sshUser.username, privateKey: places.strangeKey, hostKey: fingerprint } };
    },
    stage: noTunnel,
    said: /The SSH server 127\.0\.0\.1 refused the user tunnel/,
    advice: /authorized_keys/,
  },
  {
    name: 'a private key that is cut off',
    form: (places) => {
      const { host, port, fingerprint } = places.ssh;
      const privateKey = places.strangeKey.slice(0, 200);
      return { ssh: { host, port, username: sshUser.username, privateKey, hostKey: fingerprint } };
    },
    stage: noTunnel,
    said: /The private key of the SSH tunnel can’t be read/,
    advice: /from BEGIN to END/,
  },
  {
    name: 'a database that the SSH server can’t reach',
    form: (places) => ({ ...through(places), port: places.closed }),
    stage: /Not connected/,
    said: /The SSH server can’t reach 127\.0\.0\.1:\d+: the connection failed there/,
    advice: /those that the SSH server sees/,
  },
];
