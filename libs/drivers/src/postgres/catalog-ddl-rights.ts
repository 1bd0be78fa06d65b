import { name } from './catalog-ddl-names.js';

/** A right that was granted (+) or that an owner no longer has (-). No role: everybody. */
export type Right = readonly [sign: '+' | '-', role: string | null, right: string, passedOn: boolean];

/** A policy of row-level security. */
export interface PolicyText {
  readonly name: string;
  readonly permissive: boolean;
  /** `*` all, `r` select, `a` insert, `w` update, `d` delete. */
  readonly command: string;
  /** No role: everybody. */
  readonly roles: readonly (string | null)[];
  readonly using: string | null;
  readonly check: string | null;
  readonly comment: string | null;
}

const commands: Readonly<Record<string, string>> = { r: 'SELECT', a: 'INSERT', w: 'UPDATE', d: 'DELETE' };
const roleText = (role: string | null): string => (role === null ? 'PUBLIC' : name(role));

/** The statement that makes a policy. */
export const policyText = (policy: PolicyText, target: string): string =>
  [
    `CREATE POLICY ${name(policy.name)} ON ${target}`,
    policy.permissive ? '' : ' AS RESTRICTIVE',
    policy.command === '*' ? '' : ` FOR ${commands[policy.command] ?? 'ALL'}`,
    policy.roles.every((role) => role === null) ? '' : ` TO ${policy.roles.map(roleText).join(', ')}`,
    policy.using === null ? '' : ` USING (${policy.using})`,
    policy.check === null ? '' : ` WITH CHECK (${policy.check})`,
    ';',
  ].join('');

/** The statements that give and take rights on something: what is taken first, one statement for each role. */
export const rightsText = (rights: readonly Right[] | undefined, on: string, column?: string): string[] => {
  const of = column === undefined ? '' : ` (${name(column)})`;
  const groups = new Map<string, Right[]>();
  for (const right of [...(rights ?? [])].sort(([a], [b]) => (a === b ? 0 : a === '-' ? -1 : 1))) {
    const [sign, role, , passedOn] = right;
    const key = JSON.stringify([sign, role, passedOn]);
    groups.set(key, [...(groups.get(key) ?? []), right]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const [sign, role, , passedOn] = first;
    const list = group.map(([, , right]) => `${right}${of}`).join(', ');
    if (sign === '-') return [`REVOKE ${list} ON ${on} FROM ${roleText(role)};`];
    return [`GRANT ${list} ON ${on} TO ${roleText(role)}${passedOn ? ' WITH GRANT OPTION' : ''};`];
  });
};
