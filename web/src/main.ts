import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app/app';
import { appConfig } from './app/app.config';
import { giveNonceToStyles } from './app/core/csp-nonce';

giveNonceToStyles(document);
void bootstrapApplication(App, appConfig);
