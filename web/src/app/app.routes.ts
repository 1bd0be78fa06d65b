import type { Routes, UrlMatcher } from '@angular/router';
import { signedIn, signedOut } from './core/session';

/** Every other address is a tab's: one route for all of them, so that the frame and what is open in it stay as they are. */
const anything: UrlMatcher = (segments) => ({ consumed: segments });

export const routes: Routes = [
  {
    path: 'sign-in',
    canActivate: [signedOut],
    title: 'Sign in · Orrery',
    loadComponent: () => import('./features/sign-in/sign-in.page').then((m) => m.SignInPage),
  },
  {
    path: 'sign-up',
    canActivate: [signedOut],
    title: 'Create an account · Orrery',
    loadComponent: () => import('./features/sign-in/sign-up.page').then((m) => m.SignUpPage),
  },
  {
    matcher: anything,
    canActivate: [signedIn],
    loadComponent: () => import('./shell/shell').then((m) => m.Shell),
  },
];
