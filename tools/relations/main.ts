import { registerHooks } from 'node:module';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, stalePackages } from '../start/build.ts';
import { dataSetsIn, dialects } from './sets.ts';
import { precision, recall, type Score, scoreOf, together } from './score.ts';

// The rules under test are read from their sources, whose imports name what they are built into.
registerHooks({
  resolve: (specifier, context, next) => {
    const isSource = specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL?.endsWith('.ts') === true;
    return next(isSource ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
const isVerbose = process.argv.includes('--verbose');
const folder = process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? process.env['RELATIONS_DATA'] ?? '';

const sets = dataSetsIn(folder);
if (sets.length === 0) {
  print(
    'NOT RUN: no data sets. Give a folder whose subfolders hold relations.json and postgres.sql.gz or mysql.sql.gz, as an argument or in RELATIONS_DATA.',
  );
  process.exit(0);
}
const needed = new Set(['libs/contracts', 'libs/dialects', 'libs/drivers', 'libs/servers']);
const stale = stalePackages(root).filter((one) => needed.has(one.folder));
if (stale.length > 0 || !existsSync(join(root, 'libs/drivers/dist')))
  await build(root, stale, join(root, '.nx', 'relations-build.log'));

const { startGround } = await import('./databases.ts');
const { candidatesOf, inferred, isWorthMeasuring, pairsOf } = await import('../../services/schema/src/relation/infer.ts');
const { gather, measureAll } = await import('./gather.ts');

const ways = ['names alone', 'and types', 'and data'] as const;
type Way = (typeof ways)[number];
const scores: Record<Way, Score[]> = { 'names alone': [], 'and types': [], 'and data': [] };
const percent = (share: number): string => share.toFixed(3);
const report = (title: string, of: Readonly<Record<Way, Score>>): void => {
  const figures = ways.map((way) => `${percent(precision(of[way]))} ${percent(recall(of[way]))}`.padEnd(16));
  const { right, wrong, missed } = of['and data'];
  print(
    `${title.padEnd(34)}${String(right + missed.length).padStart(5)}   ${figures.join('')}${String(wrong.length).padStart(5)}${String(missed.length).padStart(8)}`,
  );
};

print(`${'precision and recall'.padEnd(34)}known   ${ways.map((way) => way.padEnd(16)).join('')}wrong  missed`);
for (const dialect of dialects) {
  const ground = await startGround(dialect);
  if (typeof ground === 'string') {
    print(`NOT RUN: ${dialect}: ${ground}`);
    continue;
  }
  try {
    for (const set of sets.filter((one) => one.dialect === dialect)) {
      const session = await ground.open(set);
      const tables = await gather(session);
      const foundBy = (relations: ReturnType<typeof inferred>) =>
        scoreOf(
          relations.map((one) => ({
            table: one.from.name,
            column: one.columnFrom,
            refTable: one.to.name,
            refColumn: one.columnTo,
          })),
          set.known,
          set.alsoTrue,
        );
      const candidates = candidatesOf(tables).filter(isWorthMeasuring);
      const measured = await measureAll(session, pairsOf(candidates));
      const now = {
        'names alone': foundBy(inferred(candidatesOf(tables, { namesOnly: true }))),
        'and types': foundBy(inferred(candidates)),
        'and data': foundBy(inferred(candidates, measured)),
      };
      for (const way of ways) scores[way].push(now[way]);
      report(`${set.name}, ${set.dialect}`, now);
      if (isVerbose) {
        for (const text of now['and data'].wrong) print(`    wrong   ${text}`);
        for (const text of now['and data'].missed) print(`    missed  ${text}`);
      }
      await session.close();
    }
  } finally {
    await ground.stop();
  }
}
report('together', {
  'names alone': together(scores['names alone']),
  'and types': together(scores['and types']),
  'and data': together(scores['and data']),
});
print('aim: precision ≥ 0.95 at recall ≥ 0.80, together');
