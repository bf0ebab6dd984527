// What must hold of any page that is open, whatever it is. Each check gives the
// faults that it found, in words; checks.test.mjs plants every one of them once.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const axe = readFileSync(join(import.meta.dirname, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8') + ';0';
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// accessible asks axe.
export async function accessible(page) {
  await page.evaluate(axe); // the page's policy would refuse a script element
  const { violations } = await page.evaluate((runOnly) => globalThis.axe.run(document, { runOnly }), rules);
  return violations.map((v) => `axe ${v.id}: ${v.nodes.slice(0, 2).map((n) => n.html.slice(0, 100)).join(' | ')}`);
}

// plain is a page as one without JavaScript has it, opened where axe can run.
export async function plain(browser, page) {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const copy = await context.newPage();
  await copy.setContent((await page.content()).replace(/<script>[^]*?<\/script>/g, ''));
  return copy;
}

// laidOut looks for what axe does not see: a page wider than the screen, a phone
// number broken over two lines, a target too small for a finger, an exit that
// scrolls away, a page without the hotline.
export function laidOut(page) {
  return page.evaluate(() => {
    const faults = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) faults.push(`sideways: ${root.scrollWidth} px on ${root.clientWidth}`);

    const number = /\b(?:1-)?\d{3}-\d{3}-\d{4}\b/g;
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let hotlines = 0;
    while (walk.nextNode()) {
      for (const found of walk.currentNode.data.matchAll(number)) {
        const range = document.createRange();
        range.setStart(walk.currentNode, found.index);
        range.setEnd(walk.currentNode, found.index + found[0].length);
        const lines = new Set([...range.getClientRects()].map((r) => Math.round(r.top)));
        if (lines.size > 1) faults.push(`broken number: ${found[0]}`);
        if (found[0] === '1-833-900-1010' && lines.size === 1) hotlines++;
      }
    }
    if (hotlines === 0) faults.push('no hotline');

    const targets = 'a:not(.skip):not(p a):not(footer a), button, select, summary, input[type=text], .ticks label, a.go, a.call';
    for (const target of document.querySelectorAll(targets)) {
      const box = target.getBoundingClientRect();
      if (box.width && (box.height < 43.5 || box.width < 24)) {
        faults.push(`small target: ${Math.round(box.width)} by ${Math.round(box.height)}: ${target.outerHTML.slice(0, 80)}`);
      }
    }

    window.scrollTo(0, root.scrollHeight);
    const exit = document.getElementById('exit').getBoundingClientRect();
    if (exit.top < 0 || exit.bottom > window.innerHeight || exit.right > root.clientWidth + 1) faults.push('the exit is out of view');
    window.scrollTo(0, 0);
    return faults;
  });
}

// titles are all that a history may show of any page.
const titles = { fr: 'Services près de chez vous', en: 'Services near you' };

// neutral looks at what of a page its address, its title, its history, its
// Referer and the addresses asked for on the way give away.
export async function neutral(page, notes, lang, secrets = []) {
  const faults = [];
  const session = await page.context().newCDPSession(page);
  const { entries } = await session.send('Page.getNavigationHistory');
  await session.detach();
  const addresses = [...notes.addresses, ...notes.asked, ...entries.map((e) => e.url)];
  for (const address of addresses) {
    const { protocol, pathname, search, hash } = new URL(address);
    if (protocol !== 'about:' && (search || hash || !/^\/(fr|en)\/(search|sheet|info|apply|nothing-here)?$/.test(pathname))) {
      faults.push(`address: ${address}`);
    }
  }
  if (await page.title() !== titles[lang]) faults.push(`title: ${await page.title()}`);
  const seen = [...addresses, ...entries.map((e) => e.title), ...notes.referers].join('\n').toLowerCase();
  for (const secret of secrets) {
    if (seen.includes(secret.toLowerCase())) faults.push(`given away: ${secret}`);
  }
  return faults;
}

// traceless looks for what was asked of others and for what stays on the device.
export async function traceless(page, notes) {
  const faults = [
    ...notes.foreign.map((url) => `third party: ${url}`),
    ...notes.cookies.map((url) => `Set-Cookie: ${url}`),
    ...notes.complaints.map((text) => `complaint: ${text}`),
    ...notes.stored.map((url) => `may be stored: ${url}`),
    ...(await page.context().cookies()).map((c) => `cookie: ${c.name}`),
  ];
  const kept = await page.evaluate(() => [
    ...Object.keys(localStorage).map((k) => `localStorage: ${k}`),
    ...Object.keys(sessionStorage).map((k) => `sessionStorage: ${k}`),
  ]);
  return [...faults, ...kept];
}

// uncached looks for what only a script could have left behind.
export function uncached(page) {
  return page.evaluate(async () => [
    ...(await indexedDB.databases()).map((d) => `indexedDB: ${d.name}`),
    ...(globalThis.caches ? await caches.keys() : []).map((k) => `cache: ${k}`),
    ...(navigator.serviceWorker ? await navigator.serviceWorker.getRegistrations() : []).map((r) => `worker: ${r.scope}`),
  ]);
}

// light looks for a page that is heavy on a slow line, before compression.
export const limit = 50_000;
export function light(notes) {
  return notes.weights.filter(([, bytes]) => bytes > limit).map(([url, bytes]) => `${bytes} bytes: ${url}`);
}
