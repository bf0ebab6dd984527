// Every page in both languages, with and without JavaScript, on narrow and wide
// screens, in light and dark.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { accessible, laidOut, light, neutral, plain, traceless, uncached } from './checks.mjs';
import { languages, pages, secrets, tongues, widths } from './pages.mjs';
import { browse, visit } from './site.mjs';

const base = process.env.SITE;
let browser;
before(async () => { browser = await browse(); });
after(() => browser.close());

describe('every page', { concurrency: 2 }, () => {
  for (const [name, go] of Object.entries(pages)) {
    for (const lang of languages) {
      for (const script of [true, false]) {
        test(`${name} ${lang}${script ? '' : ' without JavaScript'}`, { timeout: 60_000 }, async () => {
          const { page, context, notes } = await visit(browser, base, { script });
          await go(page, base, lang);
          assert.equal(await page.getAttribute('html', 'lang'), lang);
          const seen = script ? page : await plain(browser, page);
          for (const width of widths) {
            await page.setViewportSize({ width, height: 800 });
            await seen.setViewportSize({ width, height: 800 });
            assert.deepEqual([...await laidOut(page), ...await accessible(seen)], [], `at ${width} px`);
          }
          if (!script) await seen.context().close();
          if (script) {
            await page.emulateMedia({ colorScheme: 'dark' });
            assert.deepEqual(await accessible(page), [], 'in the dark');
            assert.deepEqual(await uncached(page), []);
          }
          assert.ok(notes.weights.length > 0, 'nothing was weighed');
          assert.deepEqual([...await neutral(page, notes, lang, secrets), ...await traceless(page, notes), ...light(notes)], []);
          await context.close();
        });
      }
    }
  }
});

test('the way to the hotline in the further languages', async () => {
  const { page, context, notes } = await visit(browser, base);
  await page.goto(`${base}/en/`);
  const codes = await page.locator('.tongues a').evaluateAll((links) => links.map((a) => a.getAttribute('hreflang')));
  assert.equal(codes.length, tongues);
  for (const code of codes) {
    await page.goto(`${base}/${code}/`);
    assert.equal(await page.getAttribute('html', 'lang'), code);
    for (const width of widths) {
      await page.setViewportSize({ width, height: 800 });
      assert.deepEqual([...await laidOut(page), ...await accessible(page)], [], `${code} at ${width} px`);
    }
  }
  assert.deepEqual([...await traceless(page, notes), ...light(notes)], []);
  await context.close();
});

test('colours of the system', async () => {
  const { page, context } = await visit(browser, base, { colorScheme: 'dark' });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.goto(`${base}/fr/`);
  const dark = await background();
  await page.emulateMedia({ colorScheme: 'light' });
  assert.notEqual(dark, await background());
  await context.close();
});
