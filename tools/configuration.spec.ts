import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = resolve(import.meta.dirname, '..');
const read = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8');

/** The names that a file which reads the environment knows: keys in capitals of its schemas. */
const settingsIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/^\s+([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)\??[:,]/gm)].map(([, name]) => name ?? '')),
];

describe('docs/configuration.md', () => {
  const files = [
    ['libs', 'runtime', 'src', 'config.ts'],
    ['gateway', 'src', 'config.ts'],
    ...readdirSync(join(root, 'services')).map((service) => ['services', service, 'src', 'config.ts']),
  ];
  const documented = new Set([...read('docs', 'configuration.md').matchAll(/`([A-Z][A-Z0-9_]*)`/g)].map(([, name]) => name));

  it.each(files.map((path) => path.join('/')))('tells every setting of %s', (path) => {
    expect(settingsIn(read(path)).filter((name) => !documented.has(name))).toEqual([]);
  });

  it('finds settings at all', () => {
    expect(settingsIn(read('gateway', 'src', 'config.ts'))).toContain('PUBLIC_URL');
  });
});
