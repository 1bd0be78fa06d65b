import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
};
const compressible = new Set(['.html', '.js', '.mjs', '.css', '.json', '.map', '.webmanifest', '.svg', '.txt', '.wasm', '.ttf']);
/** Bytes under which compressing gains nothing. */
const worthwhile = 1_024;

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

export type Encoding = 'br' | 'gzip' | 'identity';

/** A file as it is sent. */
export interface Served {
  readonly type: string;
  readonly etag: string;
  readonly encoding: Encoding;
  readonly bytes: Buffer;
}

interface Known {
  readonly modified: number;
  readonly size: number;
  readonly etag: string;
  readonly forms: Map<Encoding, Promise<Buffer>>;
}

/** The best of our encodings that the client takes. */
export function encodingFor(accepted: string | undefined): Encoding {
  const offers = new Map(
    (accepted ?? '').split(',').map((offer) => {
      const [name = '', ...parameters] = offer
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      return [name, parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))] as const;
    }),
  );
  const takes = (name: string): boolean => offers.get(name) === false;
  return takes('br') ? 'br' : takes('gzip') ? 'gzip' : 'identity';
}

/** The files under one folder, with their compressed forms kept in memory. A changed file is read again. */
export class Files {
  private readonly known = new Map<string, Known>();

  constructor(readonly root: string) {}

  /** A file by its path under the folder, or undefined where there is none. `path` is decoded and begins with a slash. */
  async find(path: string, accepted: string | undefined): Promise<Served | undefined> {
    if (!isPlain(path)) return undefined;
    const file = join(this.root, path);
    const state = await stat(file).catch(() => undefined);
    if (!state?.isFile()) return undefined;
    let known = this.known.get(path);
    if (known?.modified !== state.mtimeMs || known.size !== state.size) {
      const etag = `"${createHash('sha256')
        .update(`${path} ${String(state.mtimeMs)} ${String(state.size)}`)
        .digest('base64url')
        .slice(0, 20)}"`;
      known = { modified: state.mtimeMs, size: state.size, etag, forms: new Map() };
      this.known.set(path, known);
    }
    const extension = extname(path).toLowerCase();
    const encoding = compressible.has(extension) && state.size >= worthwhile ? encodingFor(accepted) : 'identity';
    return {
      type: types[extension] ?? 'application/octet-stream',
      etag: encoding === 'identity' ? known.etag : known.etag.replace(/"$/, `-${encoding}"`),
      encoding,
      bytes: await this.form(known, file, encoding),
    };
  }

  private form(known: Known, file: string, encoding: Encoding): Promise<Buffer> {
    let form = known.forms.get(encoding);
    if (!form) {
      form = make(file, encoding);
      known.forms.set(encoding, form);
      form.catch(() => known.forms.delete(encoding));
    }
    return form;
  }
}

async function make(file: string, encoding: Encoding): Promise<Buffer> {
  if (encoding !== 'identity') {
    const ready = await readFile(file + (encoding === 'br' ? '.br' : '.gz')).catch(() => undefined);
    if (ready) return ready;
  }
  const bytes = await readFile(file);
  if (encoding === 'br')
    return brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 6, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  return encoding === 'gzip' ? gzipped(bytes, { level: 7 }) : bytes;
}

/** A path of ordinary names: nothing hidden, nothing that climbs. */
export const isPlain = (path: string): boolean =>
  path.startsWith('/') && !/[\\\0]/.test(path) && path.split('/').every((part) => !part.startsWith('.'));
