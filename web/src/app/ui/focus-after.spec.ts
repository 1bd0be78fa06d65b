import { beforeEach, describe, expect, it } from '@jest/globals';
import { focusAfter } from './focus-after';

describe('the keyboard, after something that took its time', () => {
  let [button, menu] = [document.createElement('button'), document.createElement('button')];
  let returned = false;
  const back = (): void => {
    returned = true;
  };
  beforeEach(() => {
    [button, menu] = [document.createElement('button'), document.createElement('button')];
    document.body.replaceChildren(button, menu);
    button.focus();
    returned = false;
  });

  it('comes back from where it was, and from a button that is gone', async () => {
    await focusAfter(Promise.resolve(true), back);
    expect(returned).toBe(true);
    returned = false;
    const done = focusAfter(Promise.resolve(true), back);
    button.remove();
    await done;
    expect(returned).toBe(true);
  });

  it('stays with somebody who went elsewhere meanwhile', async () => {
    const done = focusAfter(Promise.resolve(true), back);
    menu.focus();
    await done;
    expect(returned).toBe(false);
  });

  it('stays where nothing was done', async () => {
    await focusAfter(Promise.resolve(false), back);
    expect(returned).toBe(false);
  });
});
