/**
 * The row-level security of a table that belongs to users, as migration SQL: each sees and writes their own rows; the service itself
 * (sign-in, events, sweeps) sees all; a session that did not say who it works for sees none.
 */
export const ownedBy = (table: string, column = 'user_id'): string => `
alter table ${table} enable row level security;
alter table ${table} force row level security;
create policy ${table}_owner on ${table}
  using (${column}::text = current_setting('app.user_id', true) or current_setting('app.user_id', true) = 'system')
  with check (${column}::text = current_setting('app.user_id', true) or current_setting('app.user_id', true) = 'system');
`;
