// The quick exit: at once, by tap and by keys, and Back shows no results.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { languages, pages } from './pages.mjs';
import { browse, dull, visit } from './site.mjs';

const base = process.env.SITE;
const weather = { fr: 'https://meteo.gc.ca/', en: 'https://weather.gc.ca/' };
let browser;
before(async () => { browser = await browse(); });
after(() => browser.close());

async function results(lang, options) {
  const { page, context, notes } = await visit(browser, base, options);
  await dull(page);
  await pages.results(page, base, lang);
  return { page, context, notes };
}

// back goes back and makes sure that nothing of the results is there.
async function back(page, secrets = /M5V|555-01/) {
  await page.goBack().catch(() => {}); // the browser may refuse to post again
  const shown = await page.content().catch(() => '');
  assert.equal(await page.locator('.card').count(), 0);
  assert.doesNotMatch(shown.replace(/<script>[^]*?<\/script>/g, ''), secrets);
}

const ways = {
  'a tap': (page) => page.click('#exit'),
  async 'Esc three times'(page) { for (let i = 0; i < 3; i++) await page.keyboard.press('Escape'); },
  async 'Shift three times'(page) { for (let i = 0; i < 3; i++) await page.keyboard.press('Shift'); },
};

for (const lang of languages) {
  for (const [name, way] of Object.entries(ways)) {
    test(`${name} leaves, and Back shows no results (${lang})`, { timeout: 60_000 }, async () => {
      const { page, context, notes } = await results(lang);
      await way(page);
      await page.waitForURL(weather[lang]);
      assert.equal(notes.referers.at(-1), '');
      await back(page);
      if (page.url().startsWith(base)) assert.equal(await page.inputValue('#place'), '');
      await context.close();
    });
  }

  test(`the exit is a link without JavaScript (${lang})`, { timeout: 60_000 }, async () => {
    const { page, context, notes } = await results(lang, { script: false, width: 320 });
    await page.mouse.wheel(0, 3000);
    await page.click('#exit');
    await page.waitForURL(weather[lang]);
    assert.equal(notes.referers.at(-1), '');
    await context.close();
  });
}

test('the page is blank before anything answers', { timeout: 60_000 }, async () => {
  const { page, context } = await visit(browser, base);
  let answer;
  await page.route(/gc\.ca/, (route) => { answer = () => route.fulfill({ body: 'weather' }); }); // keeps waiting
  await pages.results(page, base, 'en');
  const left = await page.evaluate(() => {
    document.getElementById('exit').click();
    return { nodes: document.body.childNodes.length, display: document.documentElement.style.display };
  });
  assert.deepEqual(left, { nodes: 0, display: 'none' });
  for (let i = 0; i < 50 && !answer; i++) await page.waitForTimeout(20);
  await answer();
  await context.close();
});

test('writing in capitals, or a shortcut, does not leave', { timeout: 60_000 }, async () => {
  const { page, context } = await visit(browser, base);
  await page.goto(`${base}/en/`);
  await page.focus('#place');
  for (const letter of 'OTTAWA') {
    await page.keyboard.down('Shift');
    await page.keyboard.press(letter);
    await page.keyboard.up('Shift');
  }
  for (let i = 0; i < 3; i++) await page.keyboard.press('Control+Shift');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift');
  await page.keyboard.press('Escape');
  assert.equal(page.url(), `${base}/en/`);
  assert.equal(await page.inputValue('#place'), 'OTTAWA');
  await context.close();
});
