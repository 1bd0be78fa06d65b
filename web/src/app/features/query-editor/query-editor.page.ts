import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({
  selector: 'o-query-editor-page',
  template: '',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class QueryEditorPage {}
