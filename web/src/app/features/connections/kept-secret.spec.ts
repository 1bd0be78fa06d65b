import { describe, expect, it } from '@jest/globals';
import type { Connection } from '@orrery/contracts';
import { FormState } from '../../core/form-state';
import { changeOf, draftOf, valuesOf } from './connection-form';
import { fateOf, hintOf } from './kept-secret';

const stored: Connection = {
  id: '00000000-0000-7000-8000-000000000001',
  name: 'Shop',
  type: 'postgres',
  host: 'db.example.org',
  port: 5432,
  dbName: 'shop',
  username: 'ada',
  hasPassword: true,
  extraOptions: {},
  isValid: null,
  lastTestedAt: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
};
const formOf = (connection: Connection): FormState => new FormState(valuesOf(connection, []));
const change = (form: FormState, connection = stored) =>
  changeOf(connection, draftOf(form.values(), [], 5432), form.flag('hasPassword'));

describe('a saved password in the form', () => {
  it('stays where nothing is said about it', () => {
    const form = formOf(stored);
    expect(fateOf(form, 'hasPassword', 'password')).toBe('kept');
    expect(form.dirty()).toBe(false);
    expect(change(form)).not.toHaveProperty('password');
  });

  it('is removed by saving, once that was asked for', () => {
    const form = formOf(stored);
    form.set('hasPassword', false);
    expect(fateOf(form, 'hasPassword', 'password')).toBe('removed');
    expect(form.dirty()).toBe(true);
    expect(change(form)).toMatchObject({ password: '' });
  });

  it('is kept again when that is taken back', () => {
    const form = formOf(stored);
    form.set('hasPassword', false);
    form.set('hasPassword', true);
    expect(form.dirty()).toBe(false);
    expect(change(form)).not.toHaveProperty('password');
  });

  it('is replaced by what is typed, also after it was to be removed', () => {
    const form = formOf(stored);
    form.set('hasPassword', false);
    form.set('password', 'new');
    expect(fateOf(form, 'hasPassword', 'password')).toBe('replaced');
    expect(change(form)).toMatchObject({ password: 'new' });
  });

  it('is not spoken of where there is none', () => {
    const without = { ...stored, hasPassword: false };
    const form = formOf(without);
    expect(hintOf(fateOf(form, 'hasPassword', 'password'), 'Kept sealed.')).toBe('Kept sealed.');
    expect(change(form, without)).not.toHaveProperty('password');
  });
});
