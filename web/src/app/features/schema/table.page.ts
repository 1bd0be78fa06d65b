import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({ selector: 'o-table-page', template: '', changeDetection: ChangeDetectionStrategy.OnPush })
export class TablePage {}
