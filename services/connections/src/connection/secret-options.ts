import { type ExtraOptions, type SealedOptions, type SecretOption, secretOptions, type ShownOptions } from '@orrery/contracts';

type Group = 'ssl' | 'ssh';

/** `ssl.key` → the group it stands in, its name there, and the flag that stands in its place in answers. */
function placeOf(option: SecretOption): { readonly group: Group; readonly field: string; readonly flag: string } {
  const [group, field] = option.split('.') as [Group, string];
  return { group, field, flag: `has${field.charAt(0).toUpperCase()}${field.slice(1)}` };
}

/** Options without their secrets, and what was said about those. */
export interface SplitOptions {
  readonly options: ExtraOptions;
  readonly given: SealedOptions;
  /** Those that are not to be kept: asked for, or what they belong to is gone. */
  readonly dropped: ReadonlySet<SecretOption>;
}

/** Takes the secrets out of options. */
export function splitSecrets(options: ExtraOptions): SplitOptions {
  const rest: Record<string, unknown> = { ...options };
  const given: SealedOptions = {};
  const dropped = new Set<SecretOption>();
  for (const option of secretOptions) {
    const { group, field, flag } = placeOf(option);
    const values: Readonly<Record<string, unknown>> | undefined = options[group];
    const secret = values?.[field];
    if (typeof secret === 'string' && secret !== '') given[option] = secret;
    else if (values === undefined || values[flag] === false || values['mode'] === 'disable') dropped.add(option);
    const left = rest[group];
    if (left === undefined) continue;
    rest[group] = Object.fromEntries(Object.entries(left as object).filter(([name]) => name !== field && name !== flag));
  }
  return { options: rest, given, dropped };
}

/** Options as an answer shows them: a flag for each secret that is kept. */
export function withFlags(options: ExtraOptions, kept: SealedOptions): ShownOptions {
  const shown: Record<string, unknown> = { ...options };
  for (const option of secretOptions) {
    const { group, flag } = placeOf(option);
    if (kept[option] !== undefined && options[group]) shown[group] = { ...(shown[group] as object), [flag]: true };
  }
  return shown;
}
