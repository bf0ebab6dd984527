// The pages of whoever looks after access, and of whoever looks over their shoulder:
// accounts, tokens and the audit, in both languages, with and without JavaScript.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { accessible, plain, uncached } from './checks.mjs';
import { password } from './console.mjs';
import { languages, led, post } from './pages.mjs';
import { browse, start, visit } from './site.mjs';

let browser, site;
const links = {};
before(async () => {
  [browser, site] = await Promise.all([browse(), start({ staff: true })]);
  for (const [name, role] of [['ada', 'administrator'], ['nia', 'auditor']]) {
    links[name] = JSON.parse(await site.command('account', 'add', name, '--role', role, '--base', site.staff, '--json')).link;
    const { page, context } = await visit(browser, site.staff, { width: 1280 });
    await page.goto(links[name]);
    await page.fill('#password', password);
    await led(page, () => page.press('#password', 'Enter'));
    assert.match(page.url(), name === 'ada' ? /\/staff\/(fr|en)\/accounts$/ : /\/staff\/(fr|en)\/audit$/, 'each comes to their own page');
    await context.close();
  }
});
after(async () => {
  await browser.close();
  await site.stop();
});

async function there(name, lang, options = {}) {
  const visited = await visit(browser, site.staff, { width: 1280, ...options });
  await visited.page.goto(`${site.staff}/staff/${lang}/sign-in`);
  await visited.page.fill('#name', name);
  await visited.page.fill('#password', password);
  await led(visited.page, () => visited.page.press('#password', 'Enter'));
  return visited;
}

// looksRight asks axe, and looks for a page wider than its screen and for targets that
// are too small for a finger.
async function looksRight(page, what, script = true) {
  const seen = script ? page : await plain(browser, page);
  for (const width of [360, 1280, 1920]) {
    await page.setViewportSize({ width, height: 900 });
    await seen.setViewportSize({ width, height: 900 });
    const faults = await page.evaluate(() => {
      const root = document.documentElement;
      const small = [...document.querySelectorAll('button, select, summary, input:not([type=hidden]):not([type=checkbox]), .ticks label, .places a')]
        .filter((one) => one.getBoundingClientRect().width && one.getBoundingClientRect().height < 43.5).map((one) => `small target: ${one.outerHTML.slice(0, 80)}`);
      return root.scrollWidth > root.clientWidth ? [`sideways: ${root.scrollWidth} px on ${root.clientWidth}`, ...small] : small;
    });
    assert.deepEqual([...faults, ...await accessible(seen)], [], `${what} at ${width} px`);
    if (script && process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/${what}-${await page.getAttribute('html', 'lang')}-${width}.png`, fullPage: true });
  }
  if (!script) await seen.context().close();
}

// bare holds every address to a page's name, with nothing in it.
async function bare(page, notes, script) {
  for (const address of [...notes.addresses, ...notes.asked]) {
    const { pathname, search, hash } = new URL(address);
    assert.ok(!search && !hash && /^\/staff\/((fr|en)\/)?(sign-in|sign-out|account|accounts|tokens|audit)(\/(add|change|make|revoke|verify|checkpoint|proof))?$/.test(pathname), address);
  }
  assert.deepEqual([...notes.foreign, ...notes.complaints, ...notes.stored], []);
  if (script) assert.deepEqual(await uncached(page), []);
}

for (const lang of languages) {
  for (const script of [true, false]) {
    const name = `bea-${lang}-${script ? 'script' : 'plain'}`;

    test(`an administrator looks after accounts and tokens, ${lang}${script ? '' : ' without JavaScript'}`, { timeout: 120_000 }, async () => {
      const { page, context, notes } = await there('ada', lang, { script });
      await page.goto(`${site.staff}/staff/${lang}/accounts`);
      await page.fill('#name', name);
      await page.selectOption('#role', 'advocate');
      await post(page, 'form[action$="/add"] button');
      const link = await page.textContent('.secret');
      assert.ok(link.startsWith(`${site.staff}/staff/set-up#`));
      await looksRight(page, 'accounts-made', script);
      await page.goto(`${site.staff}/staff/${lang}/accounts`);
      assert.ok(!(await page.content()).includes(link.split('#')[1]), 'a link is shown once');

      const row = page.locator('.rows > li', { hasText: name });
      await row.locator('summary').click();
      await looksRight(page, 'accounts', script);
      await row.locator('[name=role]').selectOption('editor');
      await led(page, () => row.locator('form:has([name=deed][value=role]) button').click());
      await row.locator('summary').click();
      await row.locator('form:has([name=deed][value=disable]) [name=reason]').fill('has left');
      await led(page, () => row.locator('form:has([name=deed][value=disable]) button').click());
      assert.ok(await row.locator('.shut').count(), 'the account is disabled');
      const own = page.locator('.rows > li', { hasText: 'ada' }).first();
      assert.equal(await own.locator('[name=deed][value=disable], [name=deed][value=role]').count(), 0, 'nobody is offered to shut their own account');

      await led(page, () => page.click(`.places a[href$="/${lang}/tokens"]`));
      await page.fill('#name', `job-${name}`);
      await page.selectOption('#role', 'editor');
      await page.locator('.ticks label:has([value=import])').click();
      await page.fill('#days', '30');
      await post(page, 'form[action$="/make"] button');
      const secret = await page.textContent('.secret');
      assert.ok(secret.length > 40);
      await looksRight(page, 'tokens', script);
      await page.goto(`${site.staff}/staff/${lang}/tokens`);
      assert.ok(!(await page.content()).includes(secret), 'a token is shown once');
      await led(page, () => page.locator('.rows > li', { hasText: `job-${name}` }).locator('button').click());
      assert.equal(await page.locator('.rows > li', { hasText: `job-${name}` }).locator('button').count(), 0, 'the token is revoked');

      await page.fill('#name', 'no scope');
      await post(page, 'form[action$="/make"] button');
      assert.ok(await page.locator('.fault').count(), 'a token of nothing is refused in words');
      await looksRight(page, 'tokens-fault', script);
      notes.complaints = notes.complaints.filter((text) => !/status of 422/.test(text));
      await bare(page, notes, script);
      await context.close();
    });

    test(`an auditor reads, verifies and takes away, ${lang}${script ? '' : ' without JavaScript'}`, { timeout: 120_000 }, async () => {
      const { page, context, notes } = await there('nia', lang, { script, acceptDownloads: true });
      await page.goto(`${site.staff}/staff/${lang}/audit`);
      assert.ok(await page.locator('tbody tr').count() > 5);
      await looksRight(page, 'audit', script);
      await page.fill('#actor', 'ada');
      await page.selectOption('#action', 'sign_in');
      await post(page, '.filter button');
      const rows = await page.locator('tbody tr').allTextContents();
      assert.ok(rows.length > 0 && rows.every((row) => row.includes('account:ada')), rows.join('\n'));

      const [signed] = await Promise.all([page.waitForEvent('download'), page.click('form[action$="/checkpoint"] button')]);
      const checkpoint = readFileSync(await signed.path(), 'utf8');
      assert.match(signed.suggestedFilename(), /^relais-audit-\d+\.checkpoint$/);
      const [proof] = await Promise.all([page.waitForEvent('download'), page.locator('form[action$="/proof"] button').first().click()]);
      assert.equal(JSON.parse(readFileSync(await proof.path(), 'utf8')).checkpoint, checkpoint);

      await page.click('form[action$="/verify"] summary');
      await page.fill('#taken', checkpoint);
      await post(page, 'form[action$="/verify"] > button');
      assert.ok(await page.locator('#report.once').count(), 'all is well');
      await looksRight(page, 'audit-verified', script);
      await bare(page, notes, script);
      await context.close();
    });
  }
}
