// The advocate's console in a browser: an account set up by its link, whole calls
// by keyboard alone in both languages with keys and seconds counted, the same
// without JavaScript, and nothing of a call anywhere afterwards.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, plain, uncached } from './checks.mjs';
import { call, Hands, panels, password, secrets, setUp, signIn } from './console.mjs';
import { languages, led, post } from './pages.mjs';
import { browse, start, visit } from './site.mjs';

let browser, site;
before(async () => {
  [browser, site] = await Promise.all([browse(), start({ staff: true })]);
  const { page, context, notes } = await visit(browser, site.staff, { width: 1280 });
  await setUp(page, site.link);
  assert.match(page.url(), /\/staff\/(en|fr)\/$/, 'who has set up an account is signed in, and on the console');
  assert.ok(notes.asked.every((url) => url === site.link || !url.includes('#')));
  await page.goto(site.link);
  await page.fill('#password', password);
  await led(page, () => page.press('#password', 'Enter'));
  assert.match(await page.textContent('.fault'), /no longer good|plus valable/, 'the link works once');
  await context.close();
});
after(async () => {
  await browser.close();
  await site.stop();
});

// there opens the console as somebody who has signed in.
async function there(lang, options = {}) {
  const visited = await visit(browser, site.staff, { width: 1280, ...options });
  await signIn(visited.page, site.staff, lang);
  return visited;
}

// traces looks for what a call has left: in addresses, titles, the history, other
// requests' Referer, cookies, storage, or what may be kept of an answer.
async function traces(page, notes, script = true) {
  const session = await page.context().newCDPSession(page);
  const { entries } = await session.send('Page.getNavigationHistory');
  await session.detach();
  const addresses = [...notes.addresses, ...notes.asked, ...notes.referers, ...entries.map((e) => e.url)];
  const faults = [...notes.foreign, ...notes.complaints, ...notes.stored].map((one) => `third party, complaint or stored: ${one}`);
  for (const address of addresses.filter((a) => a && !a.startsWith('about:'))) {
    const { pathname, search, hash } = new URL(address);
    if (search || hash || !/^\/staff(\/(fr|en))?(\/(sign-in|account|live|sheet|room|undo|reveal|trouble|refer|outcome|keys)?)?$/.test(pathname)) faults.push(`address: ${address}`);
  }
  const seen = [...addresses, ...entries.map((e) => e.title), ...(await page.context().cookies()).map((c) => c.value)].join('\n');
  for (const secret of secrets) if (seen.includes(secret)) faults.push(`given away: ${secret}`);
  for (const cookie of await page.context().cookies()) {
    if (!cookie.name.startsWith('__Host-relais') || !cookie.httpOnly || !cookie.secure || cookie.sameSite !== 'Strict') faults.push(`cookie: ${cookie.name}`);
  }
  if (!script) return faults;
  const kept = await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage), ...Object.keys(history.state || {})]);
  return [...faults, ...kept, ...await uncached(page)];
}

for (const lang of languages) {
  test(`a whole call by keyboard alone, ${lang}`, { timeout: 120_000 }, async () => {
    const { page, context, notes } = await there(lang);
    const hands = new Hands(page);
    const began = performance.now();
    await hands.three();
    const seconds = (performance.now() - began) / 1000;
    const [keys, rows] = [hands.keys, await page.locator('.row').count()];
    assert.ok(keys <= 12 && seconds < 5 && rows >= 3, `${rows} options after ${keys} keys and ${seconds.toFixed(2)} s`);
    console.log(`${lang}: three explained options after ${keys} keys and ${seconds.toFixed(2)} s`);
    assert.deepEqual(await accessible(page), [], 'the list');

    for (const [key, name] of Object.entries(panels)) {
      await hands.to(`#panel[data-panel=${name}]`, key);
      assert.deepEqual(await accessible(page), [], name);
    }
    await hands.press('j');
    await hands.to('.row .pick[aria-pressed=true]', 'x');
    await hands.press('j', 'j');
    await hands.to('.row:nth-child(n+3) .pick[aria-pressed=true]', 'x');
    await hands.to('#panel[data-panel=compare] .compare tr.differs', 'y');
    await hands.to('[data-yes]:focus', 't');
    await hands.to('textarea.draft', 'Enter');
    assert.deepEqual(await accessible(page), [], 'the message');
    await hands.to('#panel[data-panel=detail] .detail', '1');

    await hands.to('#said .notice', '+');
    const room = await page.textContent('.row.current .room, .row:first-child .room');
    await hands.to('#said .notice:not(:has(+ button))', 'z');
    assert.notEqual(await page.locator('.row:first-child .room').textContent().catch(() => ''), room, 'what was recorded is taken back');

    await hands.lettered('trouble', 'e');
    assert.deepEqual(await accessible(page), [], 'trouble');
    await hands.to('#said .notice + button', 'h');
    await hands.to('#said .notice:not(.bad):not(:has(+ button))', 'z');

    await hands.lettered('refer', 'f');
    assert.deepEqual(await accessible(page), [], 'the referral');
    await hands.to('#panel .question', 't');
    await page.waitForSelector('#panel [data-letter=c]:focus');
    assert.equal(await page.locator('#panel .big').count(), 0, 'no number to call before consent is recorded');
    assert.deepEqual(await accessible(page), [], 'the ground');
    await hands.to('#panel .big', 'c');
    assert.match(await page.textContent('#panel .promised'), /never promised|jamais/, 'acceptance is never promised');
    assert.deepEqual(await accessible(page), [], 'the transfer');
    await page.waitForSelector('#panel [data-letter=s]:focus');
    await hands.to('#said .notice:not(.bad):not(:has(+ button))', 's');

    await hands.to('#banner .danger', '!');
    await hands.press('g');
    await hands.type(call.age);
    await hands.press('Escape', 'a');
    await hands.type(call.avoid);
    await hands.to('#banner .away', 'Enter');
    assert.deepEqual(await accessible(page), [], 'the banner');
    assert.deepEqual(await traces(page, notes), []);

    await led(page, () => hands.press('Escape', 'n'));
    assert.equal(await page.inputValue('#place'), '');
    assert.equal(await page.locator('.row').count(), 0);
    const page_ = await page.content();
    for (const secret of secrets) assert.ok(!page_.replace(/<script>[^]*?<\/script>/g, '').includes(`"${secret}"`), `${secret} is still there`);
    assert.deepEqual(await traces(page, notes), []);
    assert.ok(hands.keys < 75, `${hands.keys} keys`);
    console.log(`${lang}: the whole call took ${hands.keys} keys`);
    await context.close();
  });

  test(`a sealed part is one key and a reason away, and shown once, ${lang}`, { timeout: 90_000 }, async () => {
    const { page, context, notes } = await there(lang);
    const hands = new Hands(page);
    await hands.three();
    for (let i = 1; i <= 9 && !await page.locator('.sealedbar').count(); i++) await hands.to(`.row:nth-child(${i}).current`, String(i));
    assert.ok(await page.locator('.sealedbar').count(), 'no shelter near there has anything sealed');
    await hands.to('#panel[data-panel=reveal] input[name=reason]', 'v');
    assert.equal(await page.locator('.revealed').count(), 0, 'nothing is shown without a reason');
    await page.waitForSelector('[name=reason]:focus');
    await hands.press('Space', 'Tab');
    await hands.to('.revealed dd, .contacts li', 'Enter');
    assert.deepEqual(await accessible(page), []);
    await hands.to('#panel[data-panel=law]', 'd');
    assert.equal(await page.locator('.revealed, .contacts').count(), 0, 'it is shown once');
    assert.deepEqual(await traces(page, notes), []);
    await context.close();
  });

  test(`a whole call without JavaScript, ${lang}`, { timeout: 120_000 }, async () => {
    const { page, context, notes } = await there(lang, { script: false });
    const pressed = (deed) => post(page, `button[name=deed][value^="${deed}"]`);
    await page.fill('#place', call.place);
    await page.locator('label:has(input[value=emergency-shelter])').click();
    await led(page, () => page.press('#place', 'Enter'));
    assert.ok(await page.locator('.row').count() >= 3);
    for (const name of Object.values(panels)) {
      await pressed(`panel ${name}`);
      assert.equal(await page.getAttribute('#panel', 'data-panel'), name);
      const copy = await plain(browser, page);
      assert.deepEqual(await accessible(copy), [], name);
      await copy.context().close();
    }
    await pressed('compare ');
    await pressed('open ');
    await pressed('+ ');
    assert.ok(await page.locator('#said .notice').count());
    await post(page, 'button[formaction$="/undo"]');
    await pressed('trouble ');
    await post(page, 'button[formaction$="/trouble"]');
    await post(page, 'button[formaction$="/undo"]');
    assert.equal(await page.locator('#said .notice.bad').count(), 0, 'trouble is reported and taken back');
    await pressed('refer ');
    await post(page, '#panel button[value$=" warm_transfer"]');
    await post(page, 'button[value^="warm_transfer consent "]');
    assert.ok(await page.locator('#panel .big .tel').count(), 'consent is recorded, and there is a number to call');
    await post(page, 'button[value^="served warm_transfer "]');
    assert.equal(await page.locator('#said .notice.bad').count(), 0, 'what came of it is counted');
    await page.click('details.more summary');
    await page.fill('#words', call.words);
    await page.fill('#avoid', call.avoid);
    await led(page, () => page.press('#avoid', 'Enter'));
    assert.ok(await page.locator('#banner .away').count());
    await post(page, 'button[data-do=sheet]').catch(() => pressed('panel message').then(() => post(page, 'button[data-do=sheet]')));
    assert.match(page.url(), /\/sheet$/);
    assert.deepEqual(await traces(page, notes, false), []);
    await page.goto(`${site.staff}/staff/${lang}/`);
    assert.equal(await page.inputValue('#place'), '');
    await context.close();
  });

  test(`the pages by which staff come in, ${lang}`, { timeout: 60_000 }, async () => {
    const { page, context } = await visit(browser, site.staff, { width: 1280 });
    for (const name of ['sign-in', 'set-up']) {
      await page.goto(`${site.staff}/staff/${lang}/${name}`);
      assert.deepEqual(await accessible(page), [], name);
    }
    await page.goto(`${site.staff}/staff/${lang}/`);
    assert.match(page.url(), /sign-in$/, 'nobody is on the console who has not signed in');
    await signIn(page, site.staff, lang);
    await page.goto(`${site.staff}/staff/${lang}/account`);
    assert.deepEqual(await accessible(page), [], 'account');
    await post(page, 'form[action="/staff/sign-out"] button');
    await page.goto(`${site.staff}/staff/${lang}/`);
    assert.match(page.url(), /sign-in$/, 'who has signed out is out');
    await context.close();
  });
}

test('what one console records, another shows with its next search', { timeout: 60_000 }, async () => {
  const [ana, ben] = [await there('en'), await there('fr')];
  for (const { page } of [ana, ben]) await new Hands(page).three();
  const first = await ana.page.getAttribute('.row', 'data-id');
  const room = (page) => page.locator(`.row[data-id="${first}"] .room`).textContent().catch(() => '');
  const before = await room(ben.page);
  await new Hands(ana.page).to('#said .notice', '1', '0');
  const began = performance.now();
  await ben.page.click('.search');
  await ben.page.waitForFunction(([id, was]) => (document.querySelector(`.row[data-id="${id}"] .room`) || {}).textContent !== was, [first, before]);
  console.log(`another console shows it ${Math.round(performance.now() - began)} ms after asking`);
  await Promise.all([ana, ben].map(({ context }) => context.close()));
});

test('the program has logged nothing of any of it', () => {
  for (const secret of [...secrets, password, '/staff/en', '?']) {
    const log = site.said().split('\n').filter((line) => line.startsWith('time=')).join('\n');
    assert.ok(log && !log.includes(secret), secret);
  }
});
