// The desk in a browser: a file goes from its plan through a doubtful pair and a
// second person's approval to its undoing, by keyboard alone and without JavaScript,
// in both languages; and every page of the desk is looked at, wide and narrow.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, plain } from './checks.mjs';
import { password, setUp } from './console.mjs';
import { languages, led } from './pages.mjs';
import { browse, start, visit } from './site.mjs';

let browser, site, known;
before(async () => {
  [browser, site] = await Promise.all([browse(), start({ staff: true })]);
  for (const link of [site.link, await invited('second', 'approver')]) {
    const { page, context } = await visit(browser, site.staff, { width: 1280 });
    await setUp(page, link);
    await context.close();
  }
  const { matches } = JSON.parse(await site.command('search', '--as', 'staff', '--need', 'legal', '--k', '1', '--json'));
  known = { name: matches[0].organization.name, phone: matches[0].phones[0].number };
});
after(async () => {
  await browser.close();
  await site.stop();
});

// invited makes an account, and gives where it is set up.
async function invited(name, role) {
  const said = await site.command('account', 'add', name, '--role', role);
  return site.staff + new URL(said.match(/http:\S+#\S+/)[0]).pathname + said.match(/#[\w-]+/)[0];
}

// sit opens the desk as somebody who has signed in.
async function sit(name, lang, options = {}) {
  const visited = await visit(browser, site.staff, { width: 1280, ...options });
  const { page } = visited;
  await page.goto(`${site.staff}/staff/${lang}/sign-in`);
  await page.fill('#name', name);
  await page.fill('#password', password);
  await led(page, () => page.press('#password', 'Enter'));
  await page.goto(`${site.staff}/staff/${lang}/desk`);
  return visited;
}

// Fingers work a page by keyboard alone. Whether something has the focus is asked of
// the browser, since the pages are without JavaScript.
class Fingers {
  constructor(page) { this.page = page; }

  async to(selector) {
    for (let i = 0; i < 300; i++) {
      if (await this.page.locator(`${selector}:focus`).count()) return;
      await this.page.keyboard.press('Tab');
    }
    assert.fail(`no number of tabs leads to ${selector}`);
  }

  // tick ticks a box, follow presses a link or a button that leads to another page.
  async tick(selector) {
    await this.to(selector);
    await this.page.keyboard.press('Space');
  }

  async follow(selector) {
    await this.to(selector);
    await led(this.page, () => this.page.keyboard.press('Enter'));
  }

  async type(selector, words) {
    await this.to(selector);
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.type(words);
  }
}

// clean looks at a page without JavaScript: what axe says of it, and whether it is
// wider than a screen, of a telephone or a desk.
async function clean(page, what) {
  const copy = await plain(browser, page);
  for (const width of [360, 1280, 1920]) {
    await copy.setViewportSize({ width, height: 800 });
    const wide = await copy.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${what} is ${wide} px too wide at ${width}`);
  }
  await copy.setViewportSize({ width: 1280, height: 800 });
  assert.deepEqual(await accessible(copy), [], what);
  await copy.context().close();
}

const id = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const address = new RegExp(`^/staff/(fr|en)/(sign-in|account)?$|^/staff/$|^/staff/sign-in$|^/staff/(fr|en)/desk(/[a-z]+(/${id}(/(rows|changes|pairs|undo|errors|history|contact|parts/${id}))?)?)?$`);
const query = new RegExp(`^(\\?done=[a-z_]+|\\?page=\\d+|\\?all=1|\\?record=${id}|\\?import=${id}(&page=\\d+)?)?$`);

// traces looks for what does not belong in an address, and for complaints.
function traces(notes) {
  const faults = [...notes.foreign, ...notes.complaints, ...notes.stored];
  for (const one of [...notes.addresses, ...notes.asked]) {
    if (one.startsWith('about:')) continue;
    const { pathname, search, hash } = new URL(one);
    if (hash && !/^#[\w-]+$/.test(hash) || !address.test(pathname) || !query.test(search)) faults.push(one);
  }
  return faults;
}

const mapping = (source) => `source = "${source}"
key = ["key"]
[columns]
organization_name = "organization_name"
service_name_en = "service_name_en"
needs = "needs"
phone = "phone"
city = "city"
province = "province"
latitude = "latitude"
longitude = "longitude"
[consent]
by = "Directors"
on = 2026-01-15
evidence = "folder 12"
visibility = "public"
`;

const table = () => `key,organization_name,service_name_en,needs,phone,city,province,latitude,longitude
1,Maison Quillfeather,Legal help,legal,416-555-0187,Toronto,ON,,
2,${known.name},Legal advice,legal,${known.phone},Ottawa,ON,,
3,Larkspur House,Legal advice,legal,613-555-0188,Ottawa,ON,45.4,75.7
`;

for (const lang of languages) {
  test(`plan, decide, apply, approve by somebody else, undo: by keyboard alone and without JavaScript, ${lang}`, { timeout: 180_000 }, async () => {
    const first = await sit('demo', lang, { script: false });
    const { page } = first;
    const hands = new Fingers(page);
    await clean(page, 'what waits');
    await hands.follow(`.parts a[href="/staff/${lang}/desk/imports"]`);
    await page.setInputFiles('#file', { name: 'partners.csv', mimeType: 'text/csv', buffer: Buffer.from(table()) });
    await page.setInputFiles('#mapping', { name: 'partners.toml', mimeType: 'text/plain', buffer: Buffer.from(mapping(`partners ${lang}`)) });
    await clean(page, 'the form');
    await hands.follow('main form .go');
    const plan = new URL(page.url()).pathname;
    assert.ok(await page.locator('.alarms li').count(), 'there are alarms');
    await clean(page, 'the plan');

    await hands.follow('.tabs a[href$="/rows"]');
    assert.match(await page.textContent('main'), /75\.7/, 'the bad row is there, with what was read');
    await clean(page, 'the rows');
    await hands.follow('.tabs a[href$="/pairs"]');
    assert.ok((await page.textContent('main')).includes(known.name), 'the pair is there');
    assert.ok(await page.locator('.beside tr.alike').count(), 'side by side');
    await clean(page, 'the pairs');
    await hands.follow('main form button[value=different]');
    await hands.follow('.tabs a[href$="/changes"]');
    await clean(page, 'the changes');
    await hands.follow(`.tabs a[href="${plan}"]`);

    await hands.type('#reason', 'partners of the north');
    await hands.follow('main form .go');
    assert.ok(await page.locator('#faults a').count(), 'bad rows and alarms want an answer');
    await clean(page, 'the refusal');
    await hands.tick('#skip_bad');
    await hands.tick('#alarms');
    await hands.follow('main form .go');
    assert.match(await page.textContent('.done'), /Applied|Appliqué/);
    await clean(page, 'applied');

    await hands.follow('.note a');
    assert.equal(await page.locator('main [name=deed]').count(), 0, 'nobody decides their own');
    assert.match(await page.textContent('main'), /second person|deuxième personne/);
    await clean(page, 'one’s own proposals');

    const second = await sit('second', lang, { script: false });
    const others = new Fingers(second.page);
    await others.follow(`.parts a[href="/staff/${lang}/desk/proposals"]`);
    await clean(second.page, 'the proposals of others');
    await others.follow('.cards h2 a');
    await clean(second.page, 'one proposal');
    await others.type('#reason', 'forms seen');
    await others.follow('main form .go');
    assert.match(await second.page.textContent('.done'), /Approved|Approuvé/);
    await others.tick('.cards input[type=checkbox]');
    await others.type('#reason', 'forms seen');
    await others.follow('main form .go');
    assert.match(await second.page.textContent('main'), /Nothing waits|Rien n’attend/);
    assert.deepEqual(traces(second.notes), []);
    await second.context.close();

    await page.goto(site.staff + plan);
    await hands.follow('.tabs a[href$="/undo"]');
    await clean(page, 'undoing');
    await hands.tick('#keep');
    await page.keyboard.press('ArrowDown');
    assert.ok(await page.isChecked('#force'));
    await hands.follow('main form .go');
    assert.match(await page.textContent('.done'), /Undone|Annulé/);
    assert.deepEqual(traces(first.notes), []);
    await first.context.close();
  });

  test(`every page of the desk, wide and narrow, ${lang}`, { timeout: 180_000 }, async () => {
    const { page, context, notes } = await sit('demo', lang, { script: false });
    for (const part of ['', '/imports', '/proposals', '/verification', '/verification?all=1', '/withdrawn', '/applications', '/trouble', '/records']) {
      await page.goto(`${site.staff}/staff/${lang}/desk${part}`);
      await clean(page, part);
    }
    await page.goto(`${site.staff}/staff/${lang}/desk/verification?all=1`);
    await led(page, () => page.click('.stack tbody a'));
    await clean(page, 'verifying');
    await led(page, () => page.click('main a[href*="/desk/records/"]'));
    await clean(page, 'the record');
    const record = page.url();
    await led(page, () => page.click('main a.button'));
    await clean(page, 'editing');
    await page.goto(record);
    await led(page, () => page.click('main a[href*="/whole?"]'));
    await clean(page, 'the whole record');
    await page.goto(record);
    await led(page, () => page.click('main a[href$="/history"]'));
    await clean(page, 'the history');
    assert.deepEqual(traces(notes), []);
    await context.close();
  });
}
