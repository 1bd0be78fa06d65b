import { parseArgs } from 'node:util';
import { isAbsolute, resolve } from 'node:path';
import { Sentence } from './sentence.ts';

/** What a person can choose about a start. */
export interface StartOptions {
  readonly port: number;
  readonly host: string;
  /** Where data, secrets and logs are kept. */
  readonly home: string;
  readonly watch: boolean;
  /** Answers yes to every question. */
  readonly yes: boolean;
  readonly sample: boolean;
  readonly help: boolean;
}

/** What `npm start -- --help` prints. */
export const usage = `Usage: npm start -- [options]

  --port N       port of the web page and API (default 4000, or PORT)
  --host H       address to listen on (default 127.0.0.1, or HOST)
  --home DIR     folder for data, secrets and logs (default .orrery, or ORRERY_HOME)
  --no-sample    without the sample database
  --watch        rebuild and restart what changes (npm run dev)
  --yes          answer yes to questions
  --help         this text

DATABASE_URL   a PostgreSQL for our own data, instead of the embedded one
NATS_URL       a NATS server, instead of one of our own
`;

/** Reads the command line and the environment. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv, root: string): StartOptions {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (error) {
    throw new Sentence(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
  const text = values.port ?? nonEmpty(env['PORT']) ?? '4000';
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) {
    throw new Sentence(`"${text}" is not a port. Choose a number from 1 to 65535: npm start -- --port 4001`);
  }
  const home = values.home ?? nonEmpty(env['ORRERY_HOME']) ?? '.orrery';
  return {
    port,
    host: values.host ?? nonEmpty(env['HOST']) ?? '127.0.0.1',
    home: isAbsolute(home) ? home : resolve(root, home),
    watch: values.watch,
    yes: values.yes,
    sample: !values['no-sample'],
    help: values.help,
  };
}

const parse = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    allowPositionals: false,
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      home: { type: 'string' },
      'no-sample': { type: 'boolean', default: false },
      watch: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  }).values;

const nonEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text);
