import { registerHooks } from 'node:module';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, stalePackages } from '../start/build.ts';
import type { Ground } from './gather.ts';
import { manyTables } from './many.ts';
import { type DataSet, dataSetsIn, dialects } from './sets.ts';
import { precision, recall, type Score, scoreOf, together } from '../../services/schema/src/relation/held-out/score.ts';

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
const ownSets = join(root, 'services/schema/src/relation/held-out');
const folder = process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? process.env['RELATIONS_DATA'] ?? ownSets;

const count = Number(/^--tables=(\d+)$/.exec(process.argv.find((one) => one.startsWith('--tables=')) ?? '')?.[1] ?? 0);
const found = dataSetsIn(folder);
const sets = count > 0 ? [manyTables(found, count)] : found;
if (sets.length === 0) {
  print(
    'NOT RUN: no data sets. Give a folder of texts of schemas, or one whose subfolders hold relations.json and postgres.sql.gz or mysql.sql.gz, as an argument or in RELATIONS_DATA.',
  );
  process.exit(0);
}
const needed = new Set(['libs/contracts', 'libs/dialects', 'libs/drivers', 'libs/servers']);
const stale = stalePackages(root).filter((one) => needed.has(one.folder));
if (stale.length > 0 || !existsSync(join(root, 'libs/drivers/dist')))
  await build(root, stale, join(root, '.nx', 'relations-build.log'));

const { startServer } = await import('./databases.ts');
const { inferred, isWorthMeasuring, pairsOf } = await import('../../services/schema/src/relation/candidate.ts');
const { candidatesOf } = await import('../../services/schema/src/relation/infer.ts');
const { groundOf, inMemory, typeValuesOf } = await import('./gather.ts');

const ways = ['names alone', 'and types', 'and data'] as const;
type Way = (typeof ways)[number];
const scores: Record<Way, Score[]> = { 'names alone': [], 'and types': [], 'and data': [] };
/** What the data was asked, and how long that took. */
const probes: { pairs: number; skipped: number; ruleMs: number; dataMs: number }[] = [];
const percent = (share: number): string => share.toFixed(3);
const report = (title: string, of: Readonly<Record<Way, Score>>): void => {
  const figures = ways.map((way) => `${percent(precision(of[way]))} ${percent(recall(of[way]))}`.padEnd(16));
  const { right, wrong, missed } = of['and data'];
  print(
    `${title.padEnd(34)}${String(right + missed.length).padStart(5)}   ${figures.join('')}${String(wrong.length).padStart(5)}${String(missed.length).padStart(8)}`,
  );
};

print(`${'precision and recall'.padEnd(34)}known   ${ways.map((way) => way.padEnd(16)).join('')}wrong  missed`);
const scored = async (set: DataSet, { tables, measure }: Ground): Promise<void> => {
  const foundBy = (relations: ReturnType<typeof inferred>): Score => {
    const isOpen = (one: (typeof relations)[number]): boolean =>
      one.condition !== undefined &&
      set.polymorphic.some(({ table, column }) => table === one.from.name && column === one.columnsFrom[0]);
    const told = relations.filter((one) => !isOpen(one));
    return scoreOf(told, set.known, set.alsoTrue);
  };
  const typeValues = await typeValuesOf(measure, tables);
  const begun = performance.now();
  const candidates = candidatesOf(tables, { typeValues }).filter(isWorthMeasuring);
  const asked = performance.now();
  const measured = await measure(pairsOf(candidates));
  const dataMs = performance.now() - asked;
  const skipped = measured.filter((one) => one.skipped !== undefined).length;
  probes.push({ pairs: candidates.length, skipped, ruleMs: asked - begun, dataMs });
  const now = {
    'names alone': foundBy(inferred(candidatesOf(tables, { namesOnly: true }))),
    'and types': foundBy(inferred(candidates)),
    'and data': foundBy(inferred(candidates, measured)),
  };
  for (const way of ways) scores[way].push(now[way]);
  report(`${set.name}, ${set.dialect}`, now);
  if (!isVerbose) return;
  for (const text of now['and data'].wrong) print(`    wrong   ${text}`);
  for (const text of now['and data'].missed) print(`    missed  ${text}`);
};

for (const dialect of dialects) {
  const wanted = sets.filter((one) => one.dialect === dialect);
  if (wanted.length === 0) continue;
  const server = await startServer(dialect);
  if (typeof server === 'string') {
    print(`NOT RUN: ${dialect}: ${server}`);
    continue;
  }
  try {
    for (const set of wanted) {
      const { session, close } = await server.open(set);
      await scored(set, session ? await groundOf(session) : inMemory(set));
      await close();
    }
  } finally {
    await server.stop();
  }
}
report('together', {
  'names alone': together(scores['names alone']),
  'and types': together(scores['and types']),
  'and data': together(scores['and data']),
});
const sum = (of: (one: (typeof probes)[number]) => number): string =>
  Math.round(probes.reduce((total, one) => total + of(one), 0)).toLocaleString('en');
print(
  `${sum(({ pairs }) => pairs)} pairs were looked up in ${sum(({ dataMs }) => dataMs)} ms, of which ${sum(({ skipped }) => skipped)} were given up; the rules took ${sum(({ ruleMs }) => ruleMs)} ms`,
);
print('aim: precision ≥ 0.95 at recall ≥ 0.80, together');
