/** Where columns of the sample's orders stand. */
const at = { number: 1, customer: 2, status: 6, subtotal: 8, shipping: 10 };

/** Rows of a table, rows that are edited, and a row that somebody else changed meanwhile. Nothing is applied. */
export async function takeExplorer(begin, connectionId, person) {
  const address = `/explorer/${encodeURIComponent(`${connectionId}/public.orders`)}`;
  const desk = await begin('light');
  await desk.signIn();
  await desk.page.goto(address);
  await cell(desk, 4, at.status).click();
  await desk.take('explorer');
  await conflict(desk, connectionId, person);
  await desk.end();

  const night = await begin('dark');
  await night.signIn();
  await night.page.goto(address);
  await cell(night, 0, at.number).waitFor();
  await night.button('Hide the side panel').click();
  await type(night, 1, at.number, '2023-A00002');
  await type(night, 2, at.subtotal, '70.00');
  await type(night, 3, at.subtotal, 'many');
  await type(night, 5, at.status, 'returned');
  await cell(night, 7, 0).click();
  await night.page.keyboard.press('ControlOrMeta+Delete');
  await cell(night, 9, at.customer).click();
  await night.page.keyboard.press('F2');
  await night.page.locator('o-cell-editor').getByText('Yara').first().waitFor();
  await night.take('explorer-editing');
  await night.end();
}

async function conflict(desk, connectionId, person) {
  const { page } = desk;
  await desk.button('Hide the side panel').click();
  await type(desk, 2, at.status, 'shipped');
  await type(desk, 2, at.shipping, '4.90');
  await type(desk, 4, at.number, '2023-GIFT');
  const change = (status, shipping) =>
    person.run(connectionId, `update orders set status = '${status}', shipping = ${shipping} where number = '2023-000003'`);
  await change('returned', '2.50');
  try {
    await page.keyboard.press('ControlOrMeta+S');
    await page.getByText('A row was changed meanwhile').waitFor();
    await cell(desk, 2, 0).click();
    await desk.take('explorer-conflict');
  } finally {
    await change('delivered', '0.00');
  }
}

const cell = ({ page }, row, place) =>
  page.locator(`o-explorer-grid .ag-row[row-index="${String(row)}"] .ag-cell[col-id="c${String(place)}"]`);

async function type(sitting, row, place, text) {
  const { page } = sitting;
  await cell(sitting, row, place).click();
  await page.keyboard.press('F2');
  await page.locator('o-cell-editor .field').waitFor();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(text);
  await page.keyboard.press('Enter');
  await page.locator('o-cell-editor').waitFor({ state: 'detached' });
}
