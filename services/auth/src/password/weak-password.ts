import { Fault } from '@orrery/contracts';
import { commonPasswords } from './common-passwords.js';

/** What people hang on a word, before and behind it, to satisfy a rule. More than this many characters may be a password by itself. */
const hangings = 5;
const disguises: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

const undisguised = (text: string): string => Array.from(text, (sign) => disguises[sign] ?? sign).join('');
const isRun = (text: string): boolean => {
  const codes = Array.from(text, (sign) => sign.codePointAt(0) ?? 0);
  const step = (codes[1] ?? 0) - (codes[0] ?? 0);
  return Math.abs(step) <= 1 && codes.every((code, at) => at === 0 || code - (codes[at - 1] ?? 0) === step);
};
const isRepeated = (text: string): boolean => /^(.{1,4})\1+$/su.test(text);

function isCommon(text: string): boolean {
  if (commonPasswords.has(text) || commonPasswords.has(undisguised(text))) return true;
  const bare = text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  if (bare !== '' && text.length - bare.length <= hangings && commonPasswords.has(undisguised(bare))) return true;
  // p4ssw0rd1!: only what hangs behind, since what looks like a digit in front may be a letter.
  const front = text.replace(/[\d!@#$%^&*._-]{1,5}$/, '');
  return commonPasswords.has(undisguised(front));
}

/**
 * Why a password would be guessed at once; undefined where it would not. The shapes that no list is long enough for are found by
 * rule: one sign or group repeated, a run of neighbours, a common word in disguise or with a year behind it, the person's own name.
 */
export function weakness(password: string, own: readonly string[]): string | undefined {
  const text = password.normalize('NFC').toLowerCase();
  if (isRepeated(text) || isRun(text)) return 'is too simple';
  if (isCommon(text)) return 'is one of the passwords that are tried first';
  const names = own
    .flatMap((name) => [name.toLowerCase(), name.toLowerCase().split('@')[0] ?? ''])
    .filter((name) => name.length > 3);
  if (names.some((name) => text.includes(name) && text.length - name.length < 6)) return 'is nearly your own name or address';
  return undefined;
}

/** Throws `password_weak`, naming the field, where a password would be guessed at once. */
export function refuseWeak(password: string, field: 'password' | 'newPassword', own: readonly string[]): void {
  const why = weakness(password, own);
  if (why === undefined) return;
  throw new Fault('password_weak', `This password ${why}. Choose one that nobody would think of: four unrelated words will do.`, {
    errors: [{ path: field, message: why }],
  });
}
