import { setupZonelessTestEnv } from 'jest-preset-angular/setup-env/zoneless/index.mjs';

setupZonelessTestEnv();
// What jsdom lacks and the app takes for granted.
if (!('matchMedia' in globalThis))
  Reflect.defineProperty(globalThis, 'matchMedia', {
    value: (media: string) => Object.assign(new EventTarget(), { matches: false, media, onchange: null }),
  });
