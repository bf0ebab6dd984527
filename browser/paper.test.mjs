// What comes out of a printer: every phone number, with and without JavaScript.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { languages, pages, post } from './pages.mjs';
import { browse, visit } from './site.mjs';

const base = process.env.SITE;
let browser;
before(async () => { browser = await browse(); });
after(() => browser.close());

const numbers = (text) => [...new Set(text.match(/\b(?:1-)?\d{3}-\d{3}-\d{4}\b/g))].sort();

// printed is the text of a page on paper.
async function printed(page) {
  const pdf = await page.pdf({ format: 'Letter' });
  return execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8' });
}

for (const lang of languages) {
  for (const script of [true, false]) {
    test(`paper has every phone number (${lang}${script ? '' : ', without JavaScript'})`, { timeout: 120_000 }, async () => {
      const { page, context } = await visit(browser, base, { script });
      await pages.results(page, base, lang);
      const found = numbers((await page.locator('.call').allTextContents()).join('\n'));
      assert.ok(found.length >= 10, `only ${found.length} numbers to look for`);
      const expected = [...found, '1-833-900-1010'].sort();
      assert.deepEqual(numbers(await printed(page)), expected, 'the results, printed');

      await post(page, `button[formaction="/${lang}/sheet"]`);
      assert.equal(page.url(), `${base}/${lang}/sheet`);
      const sheet = await printed(page);
      assert.deepEqual(numbers(sheet), expected, 'the plain sheet, printed');
      assert.match(sheet, /\b211\b/);
      assert.match(sheet, /\b911\b/);
      await context.close();
    });
  }
}

test('a number that is left off the paper is missed', { timeout: 60_000 }, async () => {
  const { page, context } = await visit(browser, base, { bypassCSP: true });
  await pages.results(page, base, 'en');
  await page.addStyleTag({ content: '@media print{.call{display:none!important}}' });
  assert.deepEqual(numbers(await printed(page)), ['1-833-900-1010']);
  await context.close();
});
