import type { Connection, RequestIn, connectionsConnectionCreate, connectionsConnectionUpdate } from '@orrery/contracts';
import type { ParsedConnection } from '@orrery/dialects';
import type { FormValues } from '../../core/form-state';
import { type OptionGroup, optionValues, optionsOf } from './option-fields';

export type Draft = RequestIn<typeof connectionsConnectionCreate>;
export type Change = RequestIn<typeof connectionsConnectionUpdate>;

/** A new connection's form, before anything is typed. */
export const emptyValues: FormValues = { type: 'postgres', name: '', host: '', port: '', dbName: '', username: '', password: '' };

/** The form's values for a stored connection. The password is never among them. */
export function valuesOf(connection: Connection, groups: readonly OptionGroup[]): FormValues {
  return {
    type: connection.type,
    name: connection.name,
    host: connection.host,
    port: connection.port.toString(),
    dbName: connection.dbName,
    username: connection.username,
    password: '',
    hasPassword: connection.hasPassword,
    'extraOptions.readOnly': connection.extraOptions.readOnly === true,
    'extraOptions.color': connection.extraOptions.color ?? '',
    'extraOptions.environment': connection.extraOptions.environment ?? '',
    ...optionValues(groups, connection.extraOptions),
  };
}

/** The values that a pasted URL brings; what it doesn't say stays as it is. */
export function valuesOfUrl(url: ParsedConnection, groups: readonly OptionGroup[]): FormValues {
  const options = Object.entries(optionValues(groups, url.extraOptions)).filter(([, value]) => value !== '' && value !== false);
  return {
    type: url.type,
    host: url.host,
    port: url.port.toString(),
    dbName: url.dbName,
    username: url.username,
    ...(url.password === '' ? {} : { password: url.password }),
    ...Object.fromEntries(options),
  };
}

const textOf = (values: FormValues, path: string): string => {
  const value = values[path];
  return typeof value === 'string' ? value : '';
};

/** What the form says, as a request. `stored` are the options that are kept where the form draws nothing for them. */
export function draftOf(
  values: FormValues,
  groups: readonly OptionGroup[],
  defaultPort: number,
  stored: Readonly<Record<string, unknown>> = {},
): Draft {
  const options = optionsOf(groups, values, stored);
  const put = (name: string, value: unknown): void => {
    if (value === '' || value === false || value === undefined) Reflect.deleteProperty(options, name);
    else options[name] = value;
  };
  put('readOnly', values['extraOptions.readOnly']);
  put('color', values['extraOptions.color']);
  put('environment', values['extraOptions.environment']);
  const port = textOf(values, 'port').trim();
  return {
    name: textOf(values, 'name').trim(),
    type: textOf(values, 'type'),
    host: textOf(values, 'host').trim(),
    port: port === '' ? defaultPort : Number(port),
    dbName: textOf(values, 'dbName').trim(),
    username: textOf(values, 'username').trim(),
    password: textOf(values, 'password'),
    // Built from a schema that came over the wire: the contract checks it before it is sent.
    extraOptions: options,
  };
}

/** Only what differs from what is stored; the password only when one was typed, or the stored one is to go. */
export function changeOf(connection: Connection, draft: Draft, keepsPassword: boolean): Change {
  const { password, extraOptions, ...plain } = draft;
  const changed = Object.entries(plain).filter(([name, value]) => connection[name as keyof typeof plain] !== value);
  return {
    id: connection.id,
    ...Object.fromEntries(changed),
    ...(password || (connection.hasPassword && !keepsPassword) ? { password } : {}),
    ...(same(extraOptions, connection.extraOptions) ? {} : { extraOptions }),
  };
}

/** The password stays with the target it was given for: another target needs it again. */
export function targetChanged(connection: Connection, draft: Draft): boolean {
  return (
    connection.type !== draft.type ||
    connection.host !== draft.host ||
    connection.port !== draft.port ||
    connection.username !== draft.username ||
    !same(connection.extraOptions.ssl, draft.extraOptions?.ssl)
  );
}

const same = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other);
const canonical = (value: unknown): string | undefined =>
  JSON.stringify(value ?? {}, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
