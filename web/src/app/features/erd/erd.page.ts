import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({ selector: 'o-erd-page', template: '', changeDetection: ChangeDetectionStrategy.OnPush })
export class ErdPage {}
