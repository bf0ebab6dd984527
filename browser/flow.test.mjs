// The way through the site: by keyboard alone, with mistakes, in the other
// language, from page to page; and nothing of it anywhere afterwards.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { neutral, traceless } from './checks.mjs';
import { led, pages, post, secrets } from './pages.mjs';
import { browse, launch, note, visit } from './site.mjs';

const base = process.env.SITE;
let browser;
before(async () => { browser = await browse(); });
after(() => browser.close());

// tabTo presses Tab until the focus is on what is looked for. On its way every
// focus must be seen.
async function tabTo(page, selector) {
  for (let i = 0; i < 120; i++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate((selector) => {
      const e = document.activeElement;
      return { there: e.matches(selector), outline: parseFloat(getComputedStyle(e).outlineWidth), html: e.outerHTML.slice(0, 80) };
    }, selector);
    assert.ok(at.outline >= 2, `no visible focus on ${at.html}`);
    if (at.there) return;
  }
  assert.fail(`${selector} is not reached by Tab`);
}

const focused = (page) => page.evaluate(() => document.activeElement.outerHTML.slice(0, 120));

test('the whole way by keyboard', { timeout: 90_000 }, async () => {
  const { page, context } = await visit(browser, base, { width: 1280 });
  await page.goto(`${base}/fr/`);
  await page.keyboard.press('Tab');
  assert.match(await focused(page), /class="skip"/);
  await tabTo(page, '#exit');
  await tabTo(page, '#place');
  await page.keyboard.type('Qwxzplace');
  await led(page, () => page.keyboard.press('Enter'));
  assert.equal(page.url(), `${base}/fr/search`);
  assert.match(await focused(page), /class="fault"/, 'the focus is on what is the matter');

  await tabTo(page, '#place');
  await page.keyboard.type('m5v2t6');
  await tabTo(page, 'input[value=emergency-shelter]');
  await page.keyboard.press('Space');
  await tabTo(page, 'details summary');
  await page.keyboard.press('Enter');
  await tabTo(page, 'input[value=transitional-housing]');
  await tabTo(page, 'form .go');
  await led(page, () => page.keyboard.press('Enter'));
  assert.match(await focused(page), /^<h1/, 'the focus is on what was found');
  await tabTo(page, '.call');
  assert.match(await focused(page), /href="tel:\+1/);
  await tabTo(page, '.card summary');
  await page.keyboard.press('Enter');
  assert.ok(await page.locator('.card details[open]').count() === 1);
  await tabTo(page, 'button[formaction="/fr/sheet"]');
  await led(page, () => page.keyboard.press('Enter'));
  assert.equal(page.url(), `${base}/fr/sheet`);
  await context.close();
});

for (const script of [true, false]) {
  const without = script ? '' : ' without JavaScript';

  test(`the other language and the next page keep what was chosen${without}`, { timeout: 90_000 }, async () => {
    const { page, context, notes } = await visit(browser, base, { script });
    await pages.results(page, base, 'fr');
    const first = await page.textContent('h1');
    const calls = () => page.locator('.call').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    const french = await calls();
    await post(page, 'nav.lang button');
    assert.equal(page.url(), `${base}/en/search`);
    assert.deepEqual(await calls(), french);
    await post(page, 'button[name=to]');
    assert.equal((await page.textContent('.card .num')).trim(), '11.');
    await post(page, 'nav.lang button');
    assert.equal(page.url(), `${base}/fr/search`);
    assert.equal((await page.textContent('.card .num')).trim(), '11.', 'the language changes, the page does not');
    assert.equal(await page.textContent('h1'), first);
    await post(page, 'button[name=to][value="1"]');
    assert.deepEqual(await calls(), french);
    await post(page, 'button[formaction="/fr/"]');
    assert.equal(await page.inputValue('#place'), 'M5V');
    assert.equal(await page.inputValue('#language'), 'es');
    assert.ok(await page.isChecked('input[type=checkbox][value=emergency-shelter]'));
    await post(page, 'nav.lang button');
    assert.equal(page.url(), `${base}/en/`);
    assert.equal(await page.inputValue('#place'), 'M5V');
    assert.ok(await page.isChecked('input[type=checkbox][value=emergency-shelter]'));
    assert.deepEqual([...await neutral(page, notes, 'en', secrets), ...await traceless(page, notes)], []);
    await context.close();
  });

  test(`a name of several towns is asked about, and little found leads on${without}`, { timeout: 90_000 }, async () => {
    const { page, context } = await visit(browser, base, { script });
    await pages.choice(page, base, 'en');
    await page.check('input[value="Windsor, ON"]');
    await post(page, 'form .go');
    assert.match(await page.textContent('h1'), /near Windsor, ON/);
    await pages.nothing(page, base, 'fr');
    const forms = page.locator('.help form');
    const drops = await forms.count();
    assert.ok(drops >= 2);
    await led(page, () => forms.first().locator('button').click());
    assert.ok(await page.locator('.card').count() > 0);
    await context.close();
  });
}

// What the browser itself writes down: a profile on disk is read through after it
// was closed. The visit to an address of the site is there, and nothing else is.
// The browser may write just before the page's first line runs, so that one of
// three visits must be clean; without that line none is. A search in an address,
// planted afterwards, is found.
test('nothing of a search is on the device', { timeout: 120_000 }, async () => {
  const profile = mkdtempSync(join(tmpdir(), 'relais-profile-'));
  let kept = [];
  for (let i = 0; i < 3; i++) {
    const folder = join(profile, String(i));
    await during(folder, async (page) => {
      const notes = note(page, base);
      await pages.error(page, base, 'en');
      await pages.results(page, base, 'en');
      await post(page, 'button[name=to]');
      await post(page, 'button[formaction="/en/sheet"]');
      assert.deepEqual(await traceless(page, notes), []);
    });
    assert.ok(holding(folder, '127.0.0.1').length > 0, 'the profile was read in vain');
    kept = ['M5V', 'emergency-shelter', 'Qwxzplace'].flatMap((secret) => holding(folder, secret).map((file) => `${secret} in ${file}`));
    if (kept.length === 0) break;
  }
  assert.deepEqual(kept, []);
  await during(join(profile, 'planted'), (page) => page.goto(`${base}/en/nothing-here?place=Qwxzplace`));
  assert.notDeepEqual(holding(join(profile, 'planted'), 'Qwxzplace'), []);
  rmSync(profile, { recursive: true, force: true });
});

// during visits with a profile on disk, and closes the browser.
async function during(folder, visit) {
  const context = await chromium.launchPersistentContext(folder, launch());
  await visit(await context.newPage());
  await context.close();
}

// holding are the files of a folder in which the words stand.
function holding(folder, words) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((f) => f.isFile() && holds(readFileSync(join(f.parentPath, f.name)), words))
    .map((f) => f.name);
}

const holds = (bytes, words) => bytes.includes(words) || bytes.includes(Buffer.from(words, 'utf16le'));
