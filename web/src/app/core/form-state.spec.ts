import { describe, expect, it } from '@jest/globals';
import { Fault, sessionCreate, userRegister } from '@orrery/contracts';
import { FormState } from './form-state';

describe('a form', () => {
  it('puts what the contract finds at the field it is about, and keeps what was typed', async () => {
    const form = new FormState({ email: 'nobody', password: 'short' });
    const sent = await form.submit(userRegister.request, { email: form.text('email'), password: form.text('password') }, () =>
      Promise.resolve(true),
    );
    expect(sent).toBeUndefined();
    expect(form.error('email')).toBe('Must be an e-mail address, like name@example.com.');
    expect(form.error('password')).toBe('Must have at least 8 characters.');
    expect(form.text('email')).toBe('nobody');
  });

  it('puts the server’s findings at their fields', async () => {
    const form = new FormState({ email: 'a@b.co', password: 'long enough' });
    await form.submit(userRegister.request, { email: 'a@b.co', password: 'long enough' }, () =>
      Promise.reject(new Fault('email_taken', 'Taken.', { errors: [{ path: 'email', message: 'is taken' }] })),
    );
    expect(form.error('email')).toBe('Is taken.');
    expect(form.fault()).toBeNull();
  });

  it('shows a failure without a field as it is', async () => {
    const form = new FormState({ email: 'a@b.co', password: 'x' });
    await form.submit(sessionCreate.request, { email: 'a@b.co', password: 'x' }, () =>
      Promise.reject(new Fault('invalid_credentials', 'The e-mail or the password is wrong.')),
    );
    expect(form.fault()?.code).toBe('invalid_credentials');
  });

  it('takes a field’s error away when the field changes', async () => {
    const form = new FormState({ email: '', password: '' });
    await form.submit(sessionCreate.request, { email: '', password: '' }, () => Promise.resolve(true));
    form.set('password', 'typed');
    expect(form.error('password')).toBeUndefined();
    expect(form.error('email')).toBeDefined();
    expect(form.dirty()).toBe(true);
  });
});
