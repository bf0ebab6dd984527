// The form with which an organization asks to be listed: filled in by keyboard and
// finger, with and without JavaScript, wrong first and then right, in both languages.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, laidOut, light, neutral, plain, traceless, uncached } from './checks.mjs';
import { languages, led, post } from './pages.mjs';
import { browse, visit } from './site.mjs';

const base = process.env.SITE;
let browser;
before(async () => { browser = await browse(); });
after(() => browser.close());

// secrets are what is typed here. None of it may stay in an address or a history.
const secrets = ['Qwxzhouse', 'zinnia', 'Halifax', 'larkspur'];

// fill answers everything that is asked, but for what is left out.
async function fill(page, { but = [] } = {}) {
  const lines = { name_fr: 'Maison Qwxzhouse', name_en: 'Qwxzhouse', city: 'Halifax', languages: 'français, Inuktitut', contact_name: 'Zinnia Fictitious', contact_email: 'zinnia@example.org' };
  for (const [name, value] of Object.entries(lines)) if (!but.includes(name)) await page.fill(`[name=${name}]`, value);
  await page.fill('[name=description]', 'larkspur');
  await page.selectOption('[name=home]', 'NS');
  for (const name of ['kind', 'secret', 'need']) if (!but.includes(name)) await page.locator(`label:has([name=${name}])`).first().click();
  for (const one of await page.locator('label:has([name^="answer."][value=yes])').all()) await one.click();
}

async function looksRight(page, width, script) {
  const seen = script ? page : await plain(browser, page);
  await page.setViewportSize({ width, height: 800 });
  await seen.setViewportSize({ width, height: 800 });
  assert.deepEqual([...await laidOut(page), ...await accessible(seen)], [], `at ${width} px`);
  if (script) {
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.deepEqual(await accessible(page), [], 'in the dark');
    await page.emulateMedia({ colorScheme: 'light' });
  } else await seen.context().close();
}

// picture keeps what a page looks like, where somebody wants to look.
async function picture(page, name) {
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/${name}.png`, fullPage: true });
}

for (const lang of languages) {
  for (const script of [true, false]) {
    test(`an organization asks to be listed, ${lang}${script ? '' : ' without JavaScript'}`, { timeout: 120_000 }, async () => {
      const { page, context, notes } = await visit(browser, base, { script });
      const both = async (name) => {
        for (const width of [1280, 360]) {
          await looksRight(page, width, script);
          if (script) await picture(page, `${name}-${lang}-${width}`);
        }
      };
      await page.goto(`${base}/${lang}/`);
      await led(page, () => page.click(`footer a[href="/${lang}/apply"]`));
      await both('apply');

      await post(page, 'form .go');
      assert.ok(await page.locator('.fault li').count() >= 10, 'an empty form has many faults');
      if (script) assert.equal(await page.evaluate(() => document.activeElement.id), 'fault', 'the faults have the focus');
      await both('apply-faults');
      await page.click('.fault li:first-child a');
      assert.match(page.url(), /#f-name_/);
      await page.goto(`${base}/${lang}/apply`);

      await fill(page, { but: ['secret'] });
      await post(page, 'form .go');
      assert.equal(await page.locator('.fault li').count(), 1);
      assert.equal(await page.inputValue('[name=city]'), 'Halifax', 'what was typed is there again');
      assert.ok(await page.locator('[name=need]:checked').count() === 1 && await page.locator('[name^="answer."]:checked').count() === 10);

      const other = lang === 'fr' ? 'en' : 'fr';
      await post(page, '.lang button:not(.unseen)');
      assert.equal(await page.getAttribute('html', 'lang'), other);
      assert.equal(await page.inputValue('[name=description]'), 'larkspur', 'the other language keeps what was typed');
      await post(page, '.lang button:not(.unseen)');

      await page.locator('label:has([name=secret][value=yes])').click();
      await led(page, () => page.press('[name=contact_email]', 'Enter'));
      assert.match(await page.textContent('.reference'), /^[0-9a-f-]{36}$/, 'Enter sends the form, in its own language');
      assert.equal(await page.getAttribute('html', 'lang'), lang);
      for (const secret of secrets) assert.ok(!(await page.content()).includes(secret), `${secret} is on the last page`);
      await both('applied');
      if (script) assert.deepEqual(await uncached(page), []);
      const away = notes.addresses.map((a) => a.split('#')[0]);
      const faults = [...await neutral(page, { ...notes, addresses: away, asked: notes.asked }, lang, secrets), ...await traceless(page, notes), ...light(notes)];
      assert.deepEqual(faults.filter((f) => !/^address: .*#f-name_/.test(f)), []);
      await context.close();
    });
  }
}
