// Every page that a visitor can come to, and how one comes to it: by the same
// steps with and without JavaScript.

export const languages = ['fr', 'en'];
export const widths = [320, 360, 1280];

// tongues is how many further languages there are.
export const tongues = 12;

// secrets are what visitors type and choose here. None of it may be found in an
// address, a title, a history or a Referer.
export const secrets = ['M5V', '2T6', 'Windsor', 'Iqaluit', 'Qwxzplace', 'shelter', 'tattoo', 'police', 'legal'];

const open = (page, base, lang) => page.goto(`${base}/${lang}/`);
// led waits until what an act leads to has loaded: the answer to a form that is
// posted comes when it comes. post is led by a button.
export const led = (page, act) => Promise.all([page.waitForEvent('load'), act()]);
export const post = (page, button) => led(page, () => page.click(button));
const send = (page) => post(page, 'form .go');
const press = (page, action) => post(page, `button[formaction="${action}"]`);

// tick ticks a box, and opens what it stands behind first.
export async function tick(page, value) {
  const box = page.locator(`input[value="${value}"]`);
  if (!await box.isVisible()) await page.locator('details', { has: box }).locator('summary').click();
  await box.check();
}

async function ask(page, base, lang) {
  await open(page, base, lang);
  await page.fill('#place', 'M5V 2T6');
  await tick(page, 'emergency-shelter');
  await page.selectOption('#language', 'es');
  await send(page);
}

async function mistype(page, base, lang, place) {
  await open(page, base, lang);
  await page.fill('#place', place);
  await tick(page, 'legal');
  await send(page);
}

// pages are the ways to each page, by its name.
export const pages = {
  form: open,
  results: ask,
  async more(page, base, lang) {
    await open(page, base, lang);
    await page.fill('#place', 'M5V 2T6');
    await send(page);
    await post(page, 'button[name=to]');
  },
  async changed(page, base, lang) {
    await ask(page, base, lang);
    await press(page, `/${lang}/`);
  },
  async nothing(page, base, lang) {
    await open(page, base, lang);
    await page.fill('#place', 'Iqaluit');
    await tick(page, 'tattoo-removal');
    await tick(page, 'no-police-report');
    await page.check('input[name=remote]');
    await send(page);
  },
  error: (page, base, lang) => mistype(page, base, lang, 'Qwxzplace'),
  choice: (page, base, lang) => mistype(page, base, lang, 'Windsor'),
  async map(page, base, lang) {
    await ask(page, base, lang);
    await page.click('details.map summary');
  },
  async details(page, base, lang) {
    await ask(page, base, lang);
    for (const summary of await page.locator('.card summary').all()) await summary.click();
  },
  async sheet(page, base, lang) {
    await ask(page, base, lang);
    await press(page, `/${lang}/sheet`);
  },
  info: (page, base, lang) => page.goto(`${base}/${lang}/info`),
  missing: (page, base, lang) => page.goto(`${base}/${lang}/nothing-here`),
};
