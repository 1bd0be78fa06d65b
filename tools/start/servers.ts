import { randomInt } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, isPortFree, startNats, startPostgres, type NatsPasswords } from '@orrery/servers';
import { type Home, codeOf } from './home.ts';
import { logOf, rotateLog } from './supervisor.ts';

/** A server of ours that is kept running. */
export interface KeptServer {
  readonly port: number;
  /** The superuser's URL, for a database. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

interface Running {
  readonly pid: number;
  readonly port: number;
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts a server and starts it again, on the same port, when it ends by itself. */
async function keep<Server extends Running>(
  name: string,
  home: Home,
  say: (line: string) => void,
  start: (port: number | undefined) => Promise<Server>,
): Promise<{ readonly first: Server; readonly stop: () => Promise<void> }> {
  rotateLog(logOf(home, name));
  const first = await start(undefined);
  let current: Server | undefined = first;
  let stopping = false;
  let restarting = Promise.resolve();
  const watch = (server: Server): void => {
    home.note(name, server.pid);
    void server.ended.then(() => {
      home.note(name, undefined);
      if (stopping) return;
      current = undefined;
      say(`✗ ${name} ended; it starts again. Its log: ${logOf(home, name)}`);
      restarting = again();
    });
  };
  const again = async (): Promise<void> => {
    for (let pause = 250; !stopping; pause = Math.min(pause * 2, 10_000)) {
      try {
        current = await start(first.port);
        watch(current);
        say(`✓ ${name} runs again`);
        return;
      } catch (error) {
        say(`✗ ${name} does not start: ${error instanceof Error ? error.message : String(error)}`);
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  };
  watch(first);
  return {
    first,
    stop: async () => {
      stopping = true;
      await restarting;
      await current?.stop();
    },
  };
}

/** A PostgreSQL of ours with its data in the home folder. A port that is `remembered` is the same at every start. */
export async function keepPostgres(
  name: string,
  home: Home,
  password: string,
  say: (line: string) => void,
  remembered: boolean,
): Promise<KeptServer> {
  const port = remembered ? await rememberedPort(home, name, say) : undefined;
  const options = { dataDir: join(home.folder, name), password, logFile: logOf(home, name), detached: true };
  const { first, stop } = await keep(name, home, say, (again) => {
    const wanted = again ?? port;
    return startPostgres({ ...options, ...(wanted === undefined ? {} : { port: wanted }) });
  });
  return { port: first.port, url: first.url(), stop };
}

/** The bus of ours. */
export async function keepNats(home: Home, passwords: NatsPasswords, say: (line: string) => void): Promise<KeptServer> {
  const options = { storeDir: join(home.folder, 'nats', 'store'), passwords, logFile: logOf(home, 'nats'), detached: true };
  const { first, stop } = await keep('nats', home, say, (port) =>
    startNats({ ...options, ...(port === undefined ? {} : { port }) }),
  );
  return { port: first.port, url: first.url, stop };
}

/** Connections that people have stored lead to a port, so it must not change from one start to the next. */
async function rememberedPort(home: Home, name: string, say: (line: string) => void): Promise<number> {
  const file = join(home.folder, `${name}.port`);
  const known = existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
  if (known !== undefined && known > 0 && (await isPortFree(known))) return known;
  // Below the range from which the system itself hands out ports.
  let port = 0;
  for (let attempt = 0; attempt < 50 && (port === 0 || !(await isPortFree(port))); attempt += 1) {
    port = randomInt(15_000, 30_000);
  }
  if (port === 0) port = await freePort();
  try {
    writeFileSync(file, String(port));
  } catch (error) {
    say(`  The port of ${name} can't be remembered (${codeOf(error)}).`);
  }
  if (known !== undefined) {
    say(
      `  Port ${String(known)}, where the sample database was, is taken. It is at port ${String(port)} now; connections to the old port have to be changed.`,
    );
  }
  return port;
}
