import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({ selector: 'o-schema-panel', template: '', changeDetection: ChangeDetectionStrategy.OnPush })
export class SchemaPanel {}
