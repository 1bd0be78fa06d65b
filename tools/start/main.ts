import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, stalePackages } from './build.ts';
import { checkPort, openHome } from './home.ts';
import { readOptions, usage } from './options.ts';
import { Progress } from './progress.ts';
import { sentenceOf } from './sentence.ts';
import { Stops } from './stops.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const progress = new Progress();
const stops = new Stops((line) => {
  progress.say(line);
});

try {
  const options = readOptions(process.argv.slice(2), process.env, root);
  if (options.help) {
    process.stdout.write(usage);
    process.exit(0);
  }
  const home = openHome(options.home);
  stops.add('', () => {
    home.release();
    return Promise.resolve();
  });
  await checkPort(options.port, options.host);

  // The web app takes longest to build and nothing needs it before the end, so it is built while the rest starts.
  const stale = stalePackages(root);
  const log = join(home.logs, 'build.log');
  const backEnd = stale.filter(({ folder }) => folder !== 'web');
  const web = stale.filter(({ folder }) => folder === 'web');
  if (backEnd.length > 0) await progress.step('Building the services', 'Services built', () => build(root, backEnd, log));
  const webBuilt =
    web.length === 0 || options.watch
      ? Promise.resolve()
      : progress.step('Building the web app', 'Web app built', () => build(root, web, join(home.logs, 'build-web.log')));
  // Its failure is told where it is waited for.
  webBuilt.catch(() => undefined);

  const { run } = await import('./run.ts');
  await run({ root, options, home, progress, stops, webBuilt });
} catch (error) {
  if (!stops.stopping) {
    const sentence = sentenceOf(error);
    progress.say(`\n${sentence ?? (error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`);
    await stops.stop();
    process.exit(1);
  }
}
