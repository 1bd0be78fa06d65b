// What has to work before anything is installed: plain JavaScript without packages, on Node 20 or later.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const neededNode = [24, 15];

/** Something a person can put right. It is told without a stack. */
export class Sentence extends Error {
  name = 'Sentence';
}

/** Runs the work; tells a Sentence plainly and ends with code 1. */
export async function saysWhatToDo(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Sentence)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = 1;
  }
}

/** Installs the packages of the lock file, unless they are there. */
export async function ensurePackages() {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major < 20) throw new Sentence(`Orrery needs Node 20 or later to install itself; this is Node ${process.versions.node}.`);
  if (packagesAreThere()) return;

  const began = Date.now();
  const log = join(root, '.orrery', 'logs', 'install.log');
  mkdirSync(dirname(log), { recursive: true });
  const stop = showWork('Installing packages (the first time takes a minute or two)');
  const { code, output } = await runNpm([
    'ci',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]);
  writeFileSync(log, output);
  if (code !== 0) {
    stop('✗ Installing packages failed');
    throw new Sentence(`${explain(output)}\nEverything that npm said is in ${log}.`);
  }
  stop(`✓ Packages installed (${Math.round((Date.now() - began) / 1000)} s)`);
}

/** Compares the lock file with npm's own note of what it installed, package by package. */
function packagesAreThere() {
  const installedFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const wanted = readJson(join(root, 'package-lock.json'))?.packages ?? {};
  const installed = readJson(installedFile)?.packages ?? {};
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/')) return true;
    if (entry.link) return existsSync(join(root, path));
    const there = installed[path]?.version;
    // Builds for other systems are in the lock and not in the folder.
    return there === entry.version || (there === undefined && (entry.optional === true || entry.devOptional === true));
  });
}

function explain(output) {
  if (/EACCES|EPERM/.test(output)) {
    return `The packages could not be installed: you may not write to ${join(root, 'node_modules')}. Start as the user that this folder belongs to, or give yourself the right.`;
  }
  if (/ENOSPC/.test(output)) return 'The packages could not be installed: the disk is full. About 1.5 GB are needed.';
  if (/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|network/i.test(output)) {
    return 'The packages could not be installed: the package registry did not answer. Check the connection (npm config get registry) and start again.';
  }
  return `The packages could not be installed:\n${output.trim().split('\n').slice(-8).join('\n')}`;
}

/** Runs npm, which is beside the Node that runs us or on PATH. */
function runNpm(args) {
  const script = process.env.npm_execpath;
  const viaNode = script !== undefined && script.endsWith('.js') && existsSync(script);
  // The packaged Node is itself part of what npm replaces, so npm must not run on it.
  const path = (process.env.PATH ?? '')
    .split(':')
    .filter((folder) => !folder.endsWith('/node_modules/.bin'))
    .join(':');
  const useOurs = viaNode && !process.execPath.startsWith(join(root, 'node_modules'));
  const [command, first] = useOurs ? [process.execPath, [script]] : ['npm', []];
  return new Promise((resolve) => {
    const child = spawn(command, [...first, ...args], {
      cwd: root,
      env: { ...process.env, PATH: path },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    child.once('error', (error) => {
      resolve({
        code: 1,
        output: error.code === 'ENOENT' ? 'npm was not found. Install it together with Node.' : error.message,
      });
    });
    child.once('close', (code) => resolve({ code, output }));
  });
}

/** Shows one line that changes on a terminal, and stays quiet elsewhere. Answers what ends it. */
function showWork(text) {
  const began = Date.now();
  if (!process.stdout.isTTY) {
    process.stdout.write(`… ${text}\n`);
    return (last) => process.stdout.write(`${last}\n`);
  }
  const draw = () => process.stdout.write(`\r\x1b[2K… ${text} ${Math.round((Date.now() - began) / 1000)} s`);
  draw();
  const timer = setInterval(draw, 1000);
  return (last) => {
    clearInterval(timer);
    process.stdout.write(`\r\x1b[2K${last}\n`);
  };
}

/** Runs a module under the Node that the packages bring; in this process when that is the Node that runs us. */
export async function runWithOurNode(module) {
  if (isNewEnough(process.versions.node)) {
    await import(module.href);
    return;
  }
  const ours = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(ours)) {
    throw new Sentence(
      `Orrery runs on Node ${neededNode.join('.')} or later. This is Node ${process.versions.node}, and there is no packaged one for ${process.platform} on ${process.arch}: install a newer Node from https://nodejs.org, then start again.`,
    );
  }
  // With a channel between us, so that the other one notices when this process is killed.
  const child = spawn(ours, [fileURLToPath(module), ...process.argv.slice(2)], {
    cwd: process.cwd(),
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}

function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > neededNode[0] || (major === neededNode[0] && minor >= neededNode[1]);
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
