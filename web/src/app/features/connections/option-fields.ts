import { secretOptions } from '@orrery/contracts';
import type { FormValues } from '../../core/form-state';

/** One option of a kind of database, as its JSON Schema describes it. */
export interface OptionField {
  /** Path in the request: `extraOptions.ssl.mode`. */
  readonly path: string;
  readonly label: string;
  readonly hint: string;
  readonly control: 'text' | 'secret' | 'long' | 'number' | 'flag' | 'choice' | 'pairs';
  /** Of a secret: where an answer says that one is kept, and a change says that it is to be dropped. */
  readonly keptAt?: string;
  readonly choices: readonly string[];
  readonly placeholder: string;
  /** Its group means nothing without it. */
  readonly required: boolean;
  readonly min?: number;
  readonly max?: number;
}
export interface OptionGroup {
  readonly title: string;
  readonly hint: string;
  readonly fields: readonly OptionField[];
}

type Json = Readonly<Record<string, unknown>>;
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** Where an answer says `hasX` in the place of the secret `x`. */
const keptAt = (path: string): string => path.replace(/[^.]+$/, (name) => `has${name.charAt(0).toUpperCase()}${name.slice(1)}`);
const secrets: ReadonlySet<string> = new Set(secretOptions);

/** Drawn in places of their own, or said by an answer and never typed. */
const elsewhere = new Set(['readOnly', 'color', 'environment', ...secretOptions.map(keptAt)]);

/** What the schema leaves unsaid. */
const words: Readonly<Record<string, { readonly label: string; readonly hint?: string; readonly placeholder?: string }>> = {
  ssl: { label: 'Encryption (TLS)' },
  'ssl.mode': { label: 'Mode', hint: 'verify-full also checks that the certificate is this host’s.' },
  'ssl.ca': { label: 'CA certificate', placeholder: '-----BEGIN CERTIFICATE-----' },
  'ssl.cert': { label: 'Client certificate', placeholder: '-----BEGIN CERTIFICATE-----' },
  'ssl.key': { label: 'Client key', placeholder: '-----BEGIN PRIVATE KEY-----' },
  'ssl.serverName': { label: 'Server name', hint: 'When the certificate is for another name than the host.' },
  ssh: { label: 'SSH tunnel', hint: 'Goes to the database through this server.' },
  'ssh.host': { label: 'SSH host' },
  'ssh.port': { label: 'SSH port' },
  'ssh.username': { label: 'SSH user' },
  'ssh.password': { label: 'SSH password' },
  'ssh.privateKey': { label: 'Private key', placeholder: '-----BEGIN OPENSSH PRIVATE KEY-----' },
  'ssh.passphrase': { label: 'Passphrase of the key' },
  'ssh.hostKey': { label: 'Host key', hint: 'A server that shows another one is not spoken to.', placeholder: 'SHA256:…' },
  readReplica: { label: 'Read replica', hint: 'Statements that only read may go there.' },
  'readReplica.host': { label: 'Host' },
  'readReplica.port': { label: 'Port' },
  timeouts: { label: 'Time-outs' },
  'timeouts.connectMs': { label: 'Connecting (ms)', placeholder: '10000' },
  'timeouts.statementMs': { label: 'A statement (ms)', placeholder: 'none' },
  'timeouts.idleMs': { label: 'An idle connection (ms)', placeholder: '60000' },
  poolSize: { label: 'Connections at once', hint: 'How many statements may run beside each other.' },
  applicationName: { label: 'Application name', hint: 'How this connection is listed on the server.' },
  driver: { label: 'Driver options' },
  'driver.allowCleartextPassword': { label: 'Allow the server to ask for the password in clear text' },
};

const humanised = (name: string): string => {
  const spaced = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_-]/g, ' ')
    .toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

/** The groups of fields that a kind's JSON Schema of `extraOptions` asks for; what it can't draw is left out. */
export function optionGroups(schema: Json): readonly OptionGroup[] {
  const resolve = (value: unknown): Json => {
    if (!isJson(value)) return {};
    const ref = textOf(value['$ref']);
    if (ref?.startsWith('#/')) {
      let found: unknown = schema;
      for (const part of ref.slice(2).split('/')) found = isJson(found) ? found[part] : undefined;
      return isJson(found) ? { ...found, ...value } : {};
    }
    const any = value['anyOf'] ?? value['oneOf'] ?? value['allOf'];
    if (Array.isArray(any)) {
      const first: unknown = any.find((part) => isJson(part) && part['type'] !== 'null');
      return { ...resolve(first), ...value };
    }
    return value;
  };

  const groups: OptionGroup[] = [];
  const single: OptionField[] = [];
  const properties = resolve(schema)['properties'];
  for (const [name, raw] of Object.entries(isJson(properties) ? properties : {})) {
    if (elsewhere.has(name)) continue;
    const property = resolve(raw);
    if (!isJson(property['properties'])) {
      const field = fieldOf(name, property, false);
      if (field) single.push(field);
      continue;
    }
    const required = Array.isArray(property['required']) ? (property['required'] as unknown[]) : [];
    const fields = Object.entries(property['properties']).flatMap(([inner, value]) => {
      const path = `${name}.${inner}`;
      const field = elsewhere.has(path) ? null : fieldOf(path, resolve(value), required.includes(inner));
      return field ? [field] : [];
    });
    if (fields.length > 0)
      groups.push({
        title: textOf(property['title']) ?? words[name]?.label ?? humanised(name),
        hint: textOf(property['description']) ?? words[name]?.hint ?? '',
        fields,
      });
  }
  return single.length > 0 ? [...groups, { title: 'Other', hint: '', fields: single }] : groups;
}

function fieldOf(name: string, property: Json, required: boolean): OptionField | null {
  const said = words[name];
  const last = name.slice(name.lastIndexOf('.') + 1);
  const standard = property['default'];
  const min = numberOf(property['minimum']);
  const max = numberOf(property['maximum']);
  const base = {
    path: `extraOptions.${name}`,
    label: textOf(property['title']) ?? said?.label ?? humanised(last),
    hint: textOf(property['description']) ?? said?.hint ?? '',
    choices: [] as readonly string[],
    placeholder: typeof standard === 'string' || typeof standard === 'number' ? String(standard) : (said?.placeholder ?? ''),
    required,
    ...(secrets.has(name) ? { keptAt: `extraOptions.${keptAt(name)}` } : {}),
    ...(min === undefined ? {} : { min }),
    // A schema's largest safe integer says nothing to a person.
    ...(max === undefined || max >= Number.MAX_SAFE_INTEGER ? {} : { max }),
  };
  const choices = property['enum'];
  if (Array.isArray(choices))
    return { ...base, control: 'choice', choices: choices.filter((choice) => typeof choice === 'string') };
  switch (property['type']) {
    case 'string':
      if (secrets.has(name) && !words[name]?.placeholder) return { ...base, control: 'secret' };
      return { ...base, control: (numberOf(property['maxLength']) ?? 0) > 4_000 ? 'long' : 'text' };
    case 'integer':
    case 'number':
      return { ...base, control: 'number' };
    case 'boolean':
      return { ...base, control: 'flag' };
    case 'object':
      return { ...base, control: 'pairs', hint: 'One a line: name = value' };
    default:
      return null;
  }
}

/** Whether a field means anything yet: in a group with a required field, the others wait for it. */
export function shown(field: OptionField, group: OptionGroup, values: FormValues): boolean {
  return (
    field.required ||
    group.fields.every((other) => !other.required || !['', undefined, 'disable'].includes(asText(values[other.path])))
  );
}

const asText = (value: string | boolean | undefined): string | undefined => (typeof value === 'boolean' ? String(value) : value);

function at(options: unknown, path: string): unknown {
  let found: unknown = { extraOptions: options };
  for (const part of path.split('.')) found = isJson(found) ? found[part] : undefined;
  return found;
}

/** The values that stand in the fields for options as they are stored. */
export function optionValues(groups: readonly OptionGroup[], options: unknown): FormValues {
  const values: Record<string, string | boolean> = {};
  for (const field of groups.flatMap((group) => group.fields)) {
    const found = at(options, field.path);
    if (field.keptAt !== undefined) values[field.keptAt] = at(options, field.keptAt) === true;
    if (field.control === 'flag') values[field.path] = found === true;
    else if (field.control === 'pairs')
      values[field.path] = isJson(found)
        ? Object.entries(found)
            .map(([name, value]) => `${name} = ${String(value)}`)
            .join('\n')
        : '';
    else values[field.path] = typeof found === 'string' || typeof found === 'number' ? String(found) : '';
  }
  return values;
}

/** Options as they are sent: what the fields say, laid over what was stored and isn't drawn. */
export function optionsOf(groups: readonly OptionGroup[], values: FormValues, stored: Json): Record<string, unknown> {
  const options = structuredClone(stored) as Record<string, unknown>;
  for (const group of groups) {
    for (const field of group.fields) {
      const parts = field.path.split('.').slice(1);
      const value = shown(field, group, values) ? parsed(field, values[field.path]) : undefined;
      put(options, parts, value);
      if (field.keptAt !== undefined && at(stored, field.keptAt) === true)
        put(options, field.keptAt.split('.').slice(1), values[field.keptAt] !== false);
    }
    // What was stored beside a required field means nothing without it.
    const required = group.fields.filter((field) => field.required);
    if (required.length > 0 && required.every((field) => parsed(field, values[field.path]) === undefined))
      Reflect.deleteProperty(options, required[0]?.path.split('.')[1] ?? '');
  }
  return options;
}

function put(options: Record<string, unknown>, parts: readonly string[], value: unknown): void {
  const [first = '', ...rest] = parts;
  if (rest.length === 0) {
    if (value === undefined) Reflect.deleteProperty(options, first);
    else options[first] = value;
    return;
  }
  const inner: Record<string, unknown> = isJson(options[first]) ? { ...options[first] } : {};
  put(inner, rest, value);
  if (Object.keys(inner).length === 0) Reflect.deleteProperty(options, first);
  else options[first] = inner;
}

function parsed(field: OptionField, value: string | boolean | undefined): unknown {
  if (field.control === 'flag') return value === true ? true : undefined;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  if (field.control === 'number') {
    const number = Number(value.trim());
    // What is no number goes as typed, for the contract to name.
    return Number.isNaN(number) ? value : number;
  }
  if (field.control !== 'pairs') return field.control === 'long' ? value : value.trim();
  const pairs: Record<string, string | number | boolean> = {};
  for (const line of value.split('\n')) {
    const at = line.indexOf('=');
    if (at < 1) continue;
    pairs[line.slice(0, at).trim()] = literal(line.slice(at + 1).trim());
  }
  return Object.keys(pairs).length > 0 ? pairs : undefined;
}

const literal = (text: string): string | number | boolean =>
  text === 'true' ? true : text === 'false' ? false : text !== '' && !Number.isNaN(Number(text)) ? Number(text) : text;
