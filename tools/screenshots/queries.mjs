const customers = `-- Who came back, and what they are worth
select c.id, c.first_name || ' ' || c.last_name as customer, c.tier,
       count(*)                  as orders,
       sum(o.total)              as spent,
       c.preferences
from customers c
join orders o on o.customer_id = c.id
where o.status in ('paid', 'shipped', 'delivered')
group by c.id
having count(*) > 3
order by spent desc;`;
const mistake = `select o.id, o.totl
from orders o
where o.placed_at > now() - interval '1 month';`;
const slow = `select o.*, pg_sleep(0.002)
from orders o
order by o.placed_at desc;`;

const begun = `select c.last_name, o.number, o.total
from customers c`;

/** Connections, the editor, a run, the history and the palette. */
export async function takeQueries(desk) {
  const { page } = desk;
  await page.getByRole('button', { name: 'Connections', exact: true }).click();
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await page.getByText(/^Works · answers in/).waitFor();
  await desk.take('connections');

  await page.getByRole('main').getByRole('button', { name: 'Query', exact: true }).click();
  await page.locator('.monaco-editor:visible').waitFor();
  await write(page, mistake);
  await run(page);
  await page.getByText('The database does not know this name').waitFor();
  await write(page, 'select count(*) from order_items;');
  await run(page);
  await ran(page);
  await write(page, customers);
  await run(page);
  await page.locator('o-result-grid:visible .ag-cell[col-id="c5"]').first().click();
  await page.keyboard.press('Enter');
  await page.locator('o-cell-viewer').waitFor();
  await desk.take('editor');

  await page.getByRole('button', { name: 'Show the plan' }).click();
  await page.locator('o-plan-pane').getByRole('button', { name: 'Measured' }).click();
  await page.locator('o-plan-pane').getByRole('columnheader', { name: 'Time by itself' }).waitFor();
  await desk.take('plan');
  await page.getByRole('button', { name: 'Close the plan' }).click();

  await write(page, begun);
  await page.keyboard.press('Enter');
  await page.keyboard.type('join ');
  await page
    .locator('.suggest-widget.visible')
    .getByRole('option', { name: /^orders on/ })
    .waitFor();
  await desk.take('completion');
  await page.keyboard.press('Escape');

  await page.getByTitle('Rows to fetch at most').click();
  await page.getByRole('menuitemradio', { name: 'All rows' }).click();
  await write(page, slow);
  await run(page);
  await page.getByText(/rows so far/).waitFor();
  await page.locator('o-result-grid:visible .ag-row[row-index="14"]').waitFor();
  await desk.take('running');
  await page.keyboard.press('Escape');
  await page.getByText(/^Cancelled after/).waitFor();

  await page.getByRole('button', { name: 'History', exact: true }).click();
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Cancelled/ })
    .first()
    .waitFor();
  await desk.take('history');
  await page.keyboard.press('ControlOrMeta+K');
  await page.getByRole('combobox', { name: 'Go to anything' }).waitFor();
  await page.keyboard.type('sam');
  await page.getByRole('option').first().waitFor();
  await desk.take('palette');
  await page.keyboard.press('Escape');
}

/** The editor elsewhere: in the dark, and in a hand. */
export async function takeEditors(begin) {
  for (const [name, scheme, phone] of [
    ['editor-dark', 'dark', false],
    ['phone', 'light', true],
  ]) {
    const other = await begin(scheme, phone);
    await other.signIn();
    const { page } = other;
    await page.goto('/sql');
    await page.locator('.monaco-editor:visible').waitFor();
    await write(page, customers);
    await run(page);
    await page.locator('o-result-grid:visible .ag-cell[col-id="c0"]').first().click();
    await ran(page);
    await other.take(name);
    await other.end();
  }
}

async function write(page, text) {
  await page.locator('.monaco-editor:visible .view-lines').first().click();
  await page.keyboard.press('ControlOrMeta+A');
  // Pasted, because the editor indents what is typed.
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
  await page.keyboard.press('ControlOrMeta+V');
  const last = text.split('\n').at(-1) ?? '';
  await page.locator('.monaco-editor:visible .view-line').filter({ hasText: last }).waitFor();
}
const run = (page) => page.keyboard.press('ControlOrMeta+Enter');
const ran = (page) => page.getByRole('button', { name: 'Run', exact: true }).waitFor();
