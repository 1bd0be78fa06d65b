import { expect, it } from '@jest/globals';
import { kinds } from '@orrery/contracts';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { databasesPage } from './databases.js';

const page = new URL('../../../docs/databases.md', import.meta.url);

it('docs/databases.md says what the suite runs (WRITE_DOCS=1 writes it anew)', () => {
  const written = databasesPage();
  if (process.env['WRITE_DOCS'] === '1') writeFileSync(page, written);
  expect(readFileSync(page, 'utf8')).toBe(written);
});

it.each(kinds)('%s is run by a file of its own', (kind) => {
  const file = new URL(`${kind}.spec.ts`, import.meta.url);
  expect(existsSync(file) && readFileSync(file, 'utf8').includes(`conforms('${kind}')`)).toBe(true);
});
