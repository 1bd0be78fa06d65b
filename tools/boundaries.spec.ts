import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

const root = resolve(import.meta.dirname, '..');

interface Run {
  readonly code: number;
  readonly output: string;
}

/** Runs a program of node_modules/.bin as `npm run check` does. */
function run(program: string, args: readonly string[], cwd: string, input = ''): Promise<Run> {
  return new Promise((resolve_) => {
    const child = execFile(
      process.execPath,
      [realpathSync(join(root, 'node_modules', '.bin', program)), ...args],
      { cwd, maxBuffer: 64 * 1024 ** 2 },
      (error, output) => {
        resolve_({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, output });
      },
    );
    child.stdin?.end(input);
  });
}

jest.setTimeout(60_000);

describe('the boundaries between rooms', () => {
  /** A workspace of the same shape, whose rooms are empty but for what is planted. */
  let workspace: string;
  const rooms = ['contracts', 'dialects', 'drivers', 'runtime', 'servers', 'testing'];

  const write = (path: string, text: string): void => {
    const file = join(workspace, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const importing = (what: string): string => `import { thing } from '${what}';\nexport const more = thing;\n`;
  const violations = async (): Promise<Set<string>> => {
    const folders = ['libs', 'services', 'gateway', 'web/src', 'tools'];
    const config = ['--config', join(root, '.dependency-cruiser.mjs'), '--output-type', 'json'];
    const { output } = await run('depcruise', [...folders, ...config], workspace);
    const { summary } = JSON.parse(output) as { summary: { violations: { from: string; rule: { name: string } }[] } };
    return new Set(summary.violations.map(({ from, rule }) => `${from} breaks ${rule.name}`));
  };

  beforeAll(() => {
    workspace = realpathSync(mkdtempSync(join(tmpdir(), 'orrery-boundaries-')));
    cpSync(join(root, 'package.json'), join(workspace, 'package.json'));
    for (const name of ['tsconfig.json', 'tsconfig.base.json']) cpSync(join(root, name), join(workspace, name));
    mkdirSync(join(workspace, 'node_modules', '@orrery'), { recursive: true });
    for (const room of rooms) {
      write(`libs/${room}/src/index.ts`, 'export const thing = 1;\n');
      cpSync(join(root, 'libs', room, 'package.json'), join(workspace, 'libs', room, 'package.json'));
      symlinkSync(join(workspace, 'libs', room), join(workspace, 'node_modules', '@orrery', room));
    }
    for (const name of ['zod', 'pg', 'openai', 'jest', 'not-ours', '@nestjs/common', '@mikro-orm/core']) {
      write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js', type: 'module' }));
      write(`node_modules/${name}/index.js`, 'export const thing = 1;\n');
    }
    for (const folder of [
      'services/auth/src',
      'services/ai/src',
      'services/query-runner/src',
      'gateway/src',
      'tools',
      'web/src/app/core',
    ]) {
      write(`${folder}/thing.ts`, 'export const thing = 1;\n');
    }
    for (const folder of ['features/explorer', 'features/dashboards', 'ui/grid'])
      write(`web/src/app/${folder}/thing.ts`, 'export const thing = 1;\n');
    write('libs/contracts/src/thing.spec.ts', importing('@orrery/testing'));
  });
  afterAll(() => {
    rmSync(workspace, { recursive: true, force: true });
  });

  const allowed: readonly (readonly [file: string, what: string])[] = [
    ['libs/contracts/src/ok.ts', 'zod'],
    ['libs/dialects/src/ok.ts', '@orrery/contracts'],
    ['libs/drivers/src/ok.ts', 'pg'],
    ['libs/runtime/src/ok.ts', '@nestjs/common'],
    ['services/auth/src/ok.ts', '@orrery/runtime'],
    ['services/query-runner/src/ok.ts', '@orrery/drivers'],
    ['services/ai/src/ok.ts', 'openai'],
    ['services/auth/src/ok.spec.ts', '@orrery/servers'],
    ['gateway/src/ok.ts', '@orrery/runtime'],
    ['web/src/app/features/explorer/ok.ts', '../../core/thing.js'],
    ['tools/ok.ts', '@orrery/servers'],
  ];
  const breaches: readonly (readonly [rule: string, file: string, what: string])[] = [
    ['contracts', 'libs/contracts/src/a.ts', 'node:fs'],
    ['contracts', 'libs/contracts/src/b.ts', '@orrery/dialects'],
    ['dialects', 'libs/dialects/src/a.ts', 'zod'],
    ['drivers', 'libs/drivers/src/a.ts', '@orrery/runtime'],
    ['frameworks', 'libs/drivers/src/b.ts', '@nestjs/common'],
    ['frameworks', 'libs/contracts/src/c.ts', '@mikro-orm/core'],
    ['runtime', 'libs/runtime/src/a.ts', '@orrery/dialects'],
    ['servers', 'libs/servers/src/a.ts', '@orrery/runtime'],
    ['services', 'services/auth/src/a.ts', '../../../gateway/src/thing.js'],
    ['services-apart', 'services/auth/src/b.ts', '../../ai/src/thing.js'],
    ['drivers-in-query-runner', 'services/auth/src/c.ts', '@orrery/drivers'],
    ['drivers-in-query-runner', 'gateway/src/a.ts', '@orrery/drivers'],
    ['gateway', 'gateway/src/b.ts', '@mikro-orm/core'],
    ['gateway', 'gateway/src/c.ts', '@orrery/dialects'],
    ['web', 'web/src/app/core/a.ts', '@orrery/runtime'],
    ['web', 'web/src/app/core/b.ts', '@nestjs/common'],
    ['features-apart', 'web/src/app/features/explorer/a.ts', '../dashboards/thing.js'],
    ['ui-alone', 'web/src/app/ui/grid/a.ts', '../../core/thing.js'],
    ['core-below-features', 'web/src/app/core/c.ts', '../features/explorer/thing.js'],
    ['row-editing-below-features', 'web/src/app/row-editing/a.ts', '../features/explorer/thing.js'],
    ['testing-in-tests', 'services/auth/src/d.ts', '@orrery/testing'],
    ['testing-in-tests', 'libs/contracts/src/d.ts', './thing.spec.js'],
    ['servers-in-tools-and-tests', 'services/auth/src/e.ts', '@orrery/servers'],
    ['tools-on-top', 'gateway/src/d.ts', '../../tools/thing.js'],
    ['database-clients', 'services/query-runner/src/a.ts', 'pg'],
    ['model-client', 'services/query-runner/src/b.ts', 'openai'],
    ['no-circle', 'services/ai/src/circle-back.ts', './circle.js'],
    ['found', 'services/ai/src/a.ts', './nowhere.js'],
    ['listed', 'services/ai/src/b.ts', 'not-ours'],
    ['not-for-tests-only', 'services/ai/src/c.ts', 'jest'],
  ];

  it('let through what a room may import', async () => {
    for (const [file, what] of allowed) write(file, importing(what));
    expect([...(await violations())]).toEqual([]);
  });

  describe('refuse', () => {
    let found: Set<string>;
    beforeAll(async () => {
      for (const [, file, what] of breaches) write(file, importing(what));
      write('services/ai/src/circle.ts', "import { more } from './circle-back.js';\nexport const thing = () => more;\n");
      found = await violations();
    });

    it.each(breaches)('%s: %s imports %s', (rule, file) => {
      expect([...found]).toContain(`${file} breaks ${rule}`);
    });

    it('each with a rule that has its breach here', async () => {
      const { default: config } = (await import(join(root, '.dependency-cruiser.mjs'))) as {
        default: { forbidden: { name: string }[] };
      };
      expect(config.forbidden.map(({ name }) => name).sort()).toEqual([...new Set(breaches.map(([rule]) => rule))].sort());
    });
  });
});

describe('the lint rules', () => {
  /** Lints a text as if it stood in that file, and answers which rules it breaks. */
  async function rulesBroken(file: string, text: string): Promise<string[]> {
    expect(file.endsWith('.html') || existsSync(join(root, file))).toBe(true);
    const { output } = await run('eslint', ['--stdin', '--stdin-filename', file, '--format', 'json'], root, text);
    const [result] = JSON.parse(output) as { messages: { ruleId: string | null; message: string }[] }[];
    return (result?.messages ?? []).map(({ ruleId, message }) => `${ruleId ?? ''} ${message}`);
  }

  it('refuse what a service must not do', async () => {
    const broken = await rulesBroken(
      'services/ai/src/main.ts',
      [
        "import { exec } from 'node:child_process';",
        '// eslint-disable-next-line no-eval',
        "export const result = eval('1');",
        'export const password = Math.random();',
        "export const settings = process.env['SECRET'];",
        'export enum Kind { One }',
        'export class ThingManager { readonly exec = exec; }',
        'Promise.resolve();',
        'export const loose = (value: any) => value.x as string;',
      ].join('\n'),
    );
    for (const rule of [
      'no-restricted-imports',
      'no-eval',
      'Math.random',
      'process.env',
      'enum',
      'A suffix names a role',
      '@typescript-eslint/no-floating-promises',
      '@typescript-eslint/no-explicit-any',
    ]) {
      expect(broken.filter((message) => message.includes(rule))).not.toEqual([]);
    }
  });

  it('refuse what would let text become markup', async () => {
    const broken = await rulesBroken(
      'web/src/main.ts',
      'export function show(element: HTMLElement, text: string): void { element.innerHTML = text; }\nexport const trust = (s: { bypassSecurityTrustHtml(t: string): string }) => s.bypassSecurityTrustHtml("x");\n',
    );
    expect(broken.filter((message) => message.includes('markup'))).toHaveLength(2);
    const inTemplate = await rulesBroken('web/src/app/thing.html', '<div [innerHTML]="text()"></div>\n<img src="a.png">\n');
    expect(inTemplate.some((message) => message.includes('markup'))).toBe(true);
    expect(inTemplate.some((message) => message.includes('alt-text'))).toBe(true);
  });
});
