// Each check is shown a fault of its kind, and must find it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, laidOut, light, limit, neutral, traceless, uncached } from './checks.mjs';
import { pages, post } from './pages.mjs';
import { browse, visit } from './site.mjs';

const base = process.env.SITE;
let browser;
before(async () => { browser = await browse(); });
after(() => browser.close());

const planted = [
  ['label', (page) => page.evaluate(() => document.querySelector('label[for=place]').remove()), accessible, /axe label/],
  ['language', (page) => page.evaluate(() => document.documentElement.removeAttribute('lang')), accessible, /axe html-has-lang/],
  ['contrast', (page) => page.evaluate(() => { document.querySelector('h1').style.color = '#ccc'; }), accessible, /axe color-contrast/],
  ['width', (page) => page.evaluate(() => { document.querySelector('main').style.width = '900px'; }), laidOut, /sideways/],
  ['target', (page) => page.evaluate(() => { document.querySelector('.ticks label').style.cssText = 'min-height:0;height:20px;padding:0'; }), laidOut, /small target/],
  ['exit', (page) => page.evaluate(() => { document.querySelector('.bar').style.position = 'static'; }), laidOut, /out of view/],
  ['hotline', (page) => page.evaluate(() => { document.body.innerHTML = document.body.innerHTML.replaceAll('1-833-900-1010', ''); }), laidOut, /no hotline/],
  ['number', (page) => page.evaluate(() => {
    const p = document.createElement('p');
    p.style.width = '4em';
    p.textContent = '416-555-0123';
    document.querySelector('main').append(p);
  }), laidOut, /broken number: 416-555-0123/],
  ['cookie', (page) => page.evaluate(() => { document.cookie = 'a=b'; }), traceless, /cookie: a/],
  ['storage', (page) => page.evaluate(() => { localStorage.a = 1; sessionStorage.b = 1; }), traceless, /localStorage: a[^]*sessionStorage: b/],
  ['database', (page) => page.evaluate(() => new Promise((done) => { indexedDB.open('a').onsuccess = done; })), uncached, /indexedDB: a/],
  ['third party', (page) => page.evaluate(() => { new Image().src = 'https://tiles.example/1.png'; }), traceless, /third party: https:\/\/tiles\.example/],
  ['title', (page) => page.evaluate(() => { document.title = 'Shelters near M5V'; }), (page, notes) => neutral(page, notes, 'en'), /title: Shelters/],
  ['history', (page) => page.evaluate(() => history.pushState(0, '', '/en/search?need=shelter')), (page, notes) => neutral(page, notes, 'en', ['shelter']), /address: .*need=shelter[^]*given away: shelter/],
  ['address', async (page) => {
    await page.evaluate(() => { document.querySelector('form[action$=search]').method = 'get'; });
    await page.fill('#place', 'Qwxzplace');
    await post(page, 'form .go');
  }, (page, notes) => neutral(page, notes, 'en', ['Qwxzplace']), /given away: Qwxzplace/],
  ['weight', (page, notes) => { notes.weights.push(['/heavy', limit + 1]); }, (page, notes) => light(notes), /50001 bytes: \/heavy/],
];

for (const [name, plant, check, expected] of planted) {
  test(`a planted fault is found: ${name}`, { timeout: 60_000 }, async () => {
    const { page, context, notes } = await visit(browser, base, { width: 320, bypassCSP: true });
    await pages.form(page, base, 'en');
    assert.doesNotMatch((await check(page, notes)).join('\n'), expected);
    await plant(page, notes);
    await page.waitForLoadState();
    assert.match((await check(page, notes)).join('\n'), expected);
    await context.close();
  });
}

test('the policy of a page stops what would leave it', { timeout: 60_000 }, async () => {
  const { page, context, notes } = await visit(browser, base);
  await pages.form(page, base, 'en');
  await page.evaluate(() => { new Image().src = 'https://tiles.example/1.png'; });
  await page.waitForTimeout(200);
  assert.match(notes.complaints.join('\n'), /Content Security Policy/);
  await context.close();
});
