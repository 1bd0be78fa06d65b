import { type ExtraOptions, type SealedOptions, type SealedConnection, type SecretOption } from '@orrery/contracts';
import type { Target } from '@orrery/drivers';
import { type KeyRing, optionContext, passwordContext } from '@orrery/runtime';

type Sealed = Pick<
  SealedConnection,
  'id' | 'userId' | 'type' | 'host' | 'port' | 'dbName' | 'username' | 'extraOptions' | 'sealedPassword' | 'sealedOptions'
>;

/**
 * A connection with its secrets open, in memory and only here. Throws `credential_unreadable` where one was sealed for another target
 * than this one.
 */
export function unseal(sealed: Sealed, keys: KeyRing): Target {
  const bound = { ...sealed, sslMode: sealed.extraOptions.ssl?.mode ?? 'prefer' };
  return {
    host: sealed.host,
    port: sealed.port,
    dbName: sealed.dbName,
    username: sealed.username,
    password: sealed.sealedPassword === '' ? '' : keys.open(sealed.sealedPassword, passwordContext(bound)),
    extraOptions: withSecrets(sealed.extraOptions, sealed.sealedOptions, (option, envelope) =>
      keys.open(envelope, optionContext(bound, option)),
    ),
  };
}

function withSecrets(
  options: ExtraOptions,
  sealed: SealedOptions,
  open: (option: SecretOption, envelope: string) => string,
): ExtraOptions {
  const whole: Record<string, unknown> = { ...options };
  for (const [option, envelope] of Object.entries(sealed) as [SecretOption, string][]) {
    const [group = '', field = ''] = option.split('.');
    whole[group] = { ...(whole[group] as object | undefined), [field]: open(option, envelope) };
  }
  return whole;
}
