import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { natsAdvice, natsSource } from '@orrery/servers';
import type { Progress } from './progress.ts';
import { Sentence } from './sentence.ts';

/**
 * Sees to it that a NATS server can be started: what is on PATH, else the program of Debian's package, taken out of it into our
 * own folder (so nothing is installed and nothing is started on the machine, and root is not needed), else Docker.
 */
export async function obtainNats(programs: string, progress: Progress, yes: boolean): Promise<void> {
  process.env['PATH'] = `${programs}:${process.env['PATH'] ?? ''}`;
  const found = natsSource();
  if (found !== undefined && 'program' in found) return;

  if (existsSync('/usr/bin/apt-get') && existsSync('/usr/bin/dpkg-deb')) {
    const ask = process.stdin.isTTY && process.stdout.isTTY && !yes;
    const question = `Orrery needs a NATS server and finds none. Fetch Debian's package nats-server and unpack it into ${programs}?`;
    if (!ask || (await progress.confirm(question))) {
      const problem = await progress.step('Fetching the NATS server', String, () => fetchFromDebian(programs)).catch(String);
      if (natsSource() !== undefined) return;
      progress.say(`  Debian's package could not be had: ${problem}`);
    }
  }
  if (natsSource() === undefined) throw new Sentence(natsAdvice);
}

async function fetchFromDebian(programs: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'orrery-fetch-'));
  try {
    // The machine's own package lists may be missing, old, or not ours to renew; so we keep some for this once.
    mkdirSync(join(folder, 'lists', 'partial'), { recursive: true });
    mkdirSync(join(folder, 'cache', 'archives', 'partial'), { recursive: true });
    const own = [
      ...['-o', `Dir::State::Lists=${join(folder, 'lists')}`, '-o', `Dir::Cache=${join(folder, 'cache')}`],
      ...['-o', 'Debug::NoLocking=1', '-o', 'APT::Sandbox::User=', '-qq'],
    ];
    if ((await run('apt-get', ['-qq', 'download', 'nats-server'], folder)).code !== 0) {
      await run('apt-get', [...own, 'update'], folder);
      const { code, output } = await run('apt-get', [...own, 'download', 'nats-server'], folder);
      if (code !== 0) throw new Error(output.trim().split('\n').at(-1) ?? 'apt-get failed');
    }
    const archive = readdirSync(folder).find((name) => name.endsWith('.deb'));
    if (archive === undefined) throw new Error('apt-get brought nothing');
    const { code, output } = await run('dpkg-deb', ['-x', join(folder, archive), join(folder, 'out')], folder);
    if (code !== 0) throw new Error(output.trim());
    mkdirSync(programs, { recursive: true });
    const program = join(programs, 'nats-server');
    copyFileSync(join(folder, 'out', 'usr', 'sbin', 'nats-server'), program);
    chmodSync(program, 0o755);
    return `NATS server fetched from Debian into ${programs}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(command: string, args: readonly string[], cwd: string): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    let output = '';
    const add = (text: Buffer): void => {
      output += text.toString();
    };
    child.stdout.on('data', add);
    child.stderr.on('data', add);
    child.once('error', (error) => {
      resolve({ code: 1, output: error.message });
    });
    child.once('close', (code) => {
      resolve({ code: code ?? 1, output });
    });
  });
}
