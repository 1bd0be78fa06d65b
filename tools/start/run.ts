import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PeerName, services } from '@orrery/contracts';
import { ensureDatabase, provisionNats, provisionPostgres, rolesOf } from '@orrery/servers';
import { loadSample } from '../sample/load.ts';
import { environmentOf, natsPasswords, type Places, programOf, servicePasswords, urlAs } from './environment.ts';
import type { Home } from './home.ts';
import { obtainNats } from './nats-program.ts';
import type { StartOptions } from './options.ts';
import type { Progress } from './progress.ts';
import { migrateAll } from './migrate.ts';
import { untilReady, waitOrFail } from './ready.ts';
import { Secrets } from './secrets.ts';
import { Sentence } from './sentence.ts';
import { keepNats, keepPostgres } from './servers.ts';
import type { Stops } from './stops.ts';
import { logOf, rotateLog, Supervisor } from './supervisor.ts';
import { startWatching, webServer } from './watch.ts';

/**
 * Keeps the heap near what is in use: rows pass through as bytes outside it, and large young generations only hold on to them. A
 * catalog that is crawled is objects, and a small young generation copies them over and over: three quarters of its time.
 */
const memoryFlags = (peer: PeerName): string[] =>
  peer === 'schema'
    ? ['--max-semi-space-size=32', '--max-old-space-size=768']
    : ['--max-semi-space-size=2', '--max-old-space-size=384'];

/** What a start has by now. */
export interface Start {
  readonly root: string;
  readonly options: StartOptions;
  readonly home: Home;
  readonly progress: Progress;
  readonly stops: Stops;
  readonly webBuilt: Promise<unknown>;
}

/** Everything after the build: servers, databases, processes, and one URL at the end. */
export async function run(start: Start): Promise<void> {
  const { root, options, home, progress, stops } = start;
  const began = Date.now();
  const secrets = new Secrets(home.secrets);
  const say = (line: string): void => {
    progress.say(line);
  };

  const bus = await startBus(start, secrets);
  const database = await startMetadata(start, secrets);
  const sample = options.sample ? await startSample(start, secrets) : undefined;
  await migrateAll(start, database, secrets);

  // In watch mode the browser speaks to Angular's own server, which passes the API on to the gateway.
  const gatewayPort = options.watch ? await webServer.gatewayPort() : options.port;
  const publicUrl = `http://${options.host === '127.0.0.1' || options.host === '0.0.0.0' ? 'localhost' : options.host}:${String(options.port)}`;
  const places: Places = {
    ...bus,
    databaseUrl: database,
    sampleFile: sample?.file,
    host: options.watch ? '127.0.0.1' : options.host,
    port: gatewayPort,
    publicUrl,
    webRoot: join(root, 'web', 'dist', 'browser'),
    version: versionOf(root),
    compileCache: join(home.folder, 'compiled'),
    reload: options.watch,
  };
  const supervisor = new Supervisor(home, say);
  stops.add('a service', () => {
    supervisor.close();
    return supervisor.stop();
  });
  stops.onForce(() => {
    supervisor.kill();
  });
  await progress.step('Starting the services', 'Services and gateway ready', async () => {
    for (const peer of services) await startPeer(start, supervisor, peer, places, secrets);
    await waitOrFail(start.webBuilt, supervisor);
    await startPeer(start, supervisor, 'gateway', places, secrets);
    const address = options.host === '0.0.0.0' ? '127.0.0.1' : places.host;
    await untilReady(`http://${address}:${String(gatewayPort)}`, supervisor, home.logs);
    supervisor.settle();
  });
  // The gateway goes first, so that nobody is let in while the rest is going.
  stops.add('the gateway', () => supervisor.stop(['gateway']));
  if (options.watch) await startWatching(start, supervisor, gatewayPort);
  await sample?.loaded;

  say(`\n  Orrery is ready (${((Date.now() - began) / 1000).toFixed(1)} s): ${publicUrl}\n`);
  if (sample) say(`  A sample shop to try is offered as a connection to everyone who signs up.`);
  say(`  Stop it with Ctrl-C. Logs are in ${logsFolder(home)}.`);
}

async function startBus(
  { home, progress, stops, options }: Start,
  secrets: Secrets,
): Promise<Pick<Places, 'natsUrl' | 'natsLogin' | 'sharedNats'>> {
  const given = process.env['NATS_URL'];
  if (given !== undefined && given !== '') return useBus(given, progress);
  await obtainNats(home.programs, progress, options.yes);
  return progress.step('Starting NATS', 'NATS ready', async () => {
    const passwords = natsPasswords(secrets);
    const server = await keepNats(home, passwords, (line) => {
      progress.say(line);
    });
    stops.add('NATS', () => server.stop());
    await provisionNats(server.url, { password: passwords.admin });
    return { natsUrl: server.url, sharedNats: false };
  });
}

/** Somebody else's NATS: everybody speaks there with the one login of the URL, if it has one. */
async function useBus(given: string, progress: Progress): Promise<Pick<Places, 'natsUrl' | 'natsLogin' | 'sharedNats'>> {
  const first = new URL(given.split(',')[0] ?? given);
  const login =
    first.username === ''
      ? undefined
      : { user: decodeURIComponent(first.username), password: decodeURIComponent(first.password) };
  const natsUrl = given
    .split(',')
    .map((text) => {
      const url = new URL(text);
      return `${url.protocol}//${url.host}`;
    })
    .join(',');
  return progress.step(`Preparing NATS at ${first.host}`, `NATS at ${first.host} ready`, async () => {
    try {
      await provisionNats(natsUrl, login ? { user: login.user, password: login.password } : {});
    } catch (error) {
      throw new Sentence(
        `The NATS server of NATS_URL (${first.host}) can't be used: ${error instanceof Error ? error.message : String(error)}. It must run, have JetStream on (nats-server -js), and let us make streams.`,
      );
    }
    return { natsUrl, natsLogin: login, sharedNats: true };
  });
}

async function startMetadata({ home, progress, stops }: Start, secrets: Secrets): Promise<string> {
  const given = process.env['DATABASE_URL'];
  const external = given !== undefined && given !== '';
  return progress.step('Starting PostgreSQL', 'PostgreSQL ready', async () => {
    let url: string;
    if (external) {
      url = given;
    } else {
      const server = await keepPostgres(
        'postgres',
        home,
        secrets.password('postgres-superuser'),
        (line) => {
          progress.say(line);
        },
        false,
      );
      stops.add('PostgreSQL', () => server.stop());
      await ensureDatabase(server.url, 'orrery');
      url = server.url.replace(/\/postgres$/, '/orrery');
    }
    try {
      await provisionPostgres(url, servicePasswords(secrets));
    } catch (error) {
      if (!external || (error instanceof Error && error.name === 'ServerError')) throw error;
      throw new Sentence(
        `The PostgreSQL of DATABASE_URL (${new URL(url).host}) can't be used: ${error instanceof Error ? error.message : String(error)}.`,
      );
    }
    secrets.write('postgres-url', url);
    return url;
  });
}

/** The sample has a server of its own: the one with our own data is nobody's to connect to. */
async function startSample(
  { home, progress, stops }: Start,
  secrets: Secrets,
): Promise<{ readonly file: string; readonly loaded: Promise<unknown> }> {
  const server = await progress.step('Starting the sample server', 'Sample server ready', () =>
    keepPostgres(
      'sample',
      home,
      secrets.password('sample-superuser'),
      (line) => {
        progress.say(line);
      },
      true,
    ),
  );
  stops.add('the sample server', () => server.stop());
  const login = { name: 'shop', password: secrets.password('sample-shop') };
  const reader = { name: 'shop_reader', password: secrets.password('sample-shop-reader') };
  const file = secrets.write(
    'sample-connection.json',
    JSON.stringify({
      name: 'Sample shop',
      type: 'postgres',
      host: '127.0.0.1',
      port: server.port,
      dbName: 'sample_shop',
      username: login.name,
      password: login.password,
      extraOptions: { ssl: { mode: 'disable' } },
    }),
  );
  chmodSync(file, 0o600);
  const loaded = progress.step('Loading the sample database', String, () => loadSample(server.url, login, reader));
  loaded.catch(() => undefined);
  return { file, loaded };
}

async function startPeer(
  { root, home }: Start,
  supervisor: Supervisor,
  peer: PeerName,
  places: Places,
  secrets: Secrets,
): Promise<void> {
  const login = peer === 'gateway' ? '' : urlAs(places.databaseUrl, rolesOf(peer).login, secrets.password(`postgres-${peer}`));
  rotateLog(logOf(home, peer));
  await supervisor.start({
    name: peer,
    command: process.execPath,
    args: [...memoryFlags(peer), '--enable-source-maps', programOf(root, peer)],
    env: environmentOf(peer, places, secrets, login),
    cwd: root,
  });
}

function versionOf(root: string): string {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return manifest.version;
}

function logsFolder(home: Home): string {
  const here = `${process.cwd()}/`;
  return home.logs.startsWith(here) ? home.logs.slice(here.length) : home.logs;
}
