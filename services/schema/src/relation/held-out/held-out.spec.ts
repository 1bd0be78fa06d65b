import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { inferred, isWorthMeasuring, pairsOf } from '../candidate.js';
import { candidatesOf } from '../infer.js';
import { measureRows, valuesIn } from './measure-rows.js';
import { Rows } from './rows.js';
import { catalogOf, readSchema } from './schema-text.js';
import { precision, recall, type Score, scoreOf, together } from './score.js';

const folder = join(process.cwd(), 'services/schema/src/relation/held-out');

/** What is found in a schema by names, types and the data, held against what is true of it. */
function scoreOfFile(file: string): Score {
  const plan = readSchema(readFileSync(file, 'utf8'));
  const [tables, rows] = [catalogOf(plan), new Rows(plan)];
  const typeValues = (table: (typeof tables)[number], column: string) => valuesIn(rows, table, column);
  const candidates = candidatesOf(tables, { typeValues }).filter(isWorthMeasuring);
  return scoreOf(inferred(candidates, measureRows(rows, pairsOf(candidates))), plan.known, plan.alsoTrue);
}

describe.each(['first', 'second', 'third'])('the relations of the %s schemas', (part) => {
  const files = readdirSync(join(folder, part)).filter((name) => name.endsWith('.schema'));
  const scores = files.map((file) => ({ file, score: scoreOfFile(join(folder, part, file)) }));

  it('are found with a precision of 0.95 at a recall of 0.80, together', () => {
    const all = together(scores.map(({ score }) => score));
    expect({ wrong: all.wrong, isPrecise: precision(all) >= 0.95 }).toMatchObject({ isPrecise: true });
    expect({ missed: all.missed, isWhole: recall(all) >= 0.8 }).toMatchObject({ isWhole: true });
  });

  it.each(scores)('are found in $file, which alone is not far below that', ({ score }) => {
    expect(score.wrong.length).toBeLessThanOrEqual(Math.max(1, Math.floor(score.right * 0.15)));
    expect(recall(score)).toBeGreaterThanOrEqual(0.55);
  });
});
