// Takes the pictures of docs/pages.md and docs/console.md: what a visitor sees first
// of each page, on a phone and on a wide screen, the sheet as it is printed, and
// the console's screens, on a small screen and on a large one.
//
//	node pictures.mjs ../docs/pages            all of them
//	node pictures.mjs ../docs/pages console    those of the console

import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Hands, screens, setUp, signIn } from './console.mjs';
import { languages, pages } from './pages.mjs';
import { browse, start, visit } from './site.mjs';

const [folder, only] = process.argv.slice(2);
const names = ['form', 'results', 'nothing', 'error', 'map', 'sheet'];
const most = { 360: 1700, 1280: 1400 }; // pixels of height
const high = { 1280: 800, 1920: 900 }; // of the console, which fills the screen

mkdirSync(folder, { recursive: true });
const browser = await browse();
if (only !== 'console') await takePages();
if (only !== 'pages') await takeConsole();
await browser.close();
shrink('--quality 60-95 $(ls *.png | grep -v ^console-)');
shrink('--nofs 32 console-*.png');

// shrink gives pictures a palette.
function shrink(how) {
  try {
    execFileSync('sh', ['-c', `pngquant --force --skip-if-larger --ext .png ${how} || [ $? -eq 98 ]`], { cwd: folder, stdio: 'inherit' });
  } catch {
    console.error('pngquant is not there, or has none to look at: the pictures are larger than they need be');
  }
}

async function takePages() {
  const site = await start();
  for (const name of names) {
    for (const lang of languages) {
      for (const width of [360, 1280]) {
        const { page, context } = await visit(browser, site.base, { width });
        await pages[name](page, site.base, lang);
        await page.evaluate(() => document.activeElement.blur());
        const height = Math.min(most[width], await page.evaluate(() => document.documentElement.scrollHeight));
        await page.screenshot({ path: join(folder, `${name}-${lang}-${width}.png`), fullPage: true, clip: { x: 0, y: 0, width, height } });
        if (name === 'sheet' && width === 1280) await print(page, `printed-${lang}`);
        await context.close();
      }
    }
  }
  await site.stop();
}

async function print(page, name) {
  const pdf = join(folder, 'sheet.pdf');
  writeFileSync(pdf, await page.pdf({ format: 'Letter' }));
  execFileSync('pdftoppm', ['-png', '-r', '80', '-singlefile', pdf, join(folder, name)]);
  rmSync(pdf);
}

async function takeConsole() {
  const site = await start({ staff: true });
  const first = await visit(browser, site.staff, { width: 1280 });
  await setUp(first.page, site.link);
  await first.context.close();
  for (const lang of languages) {
    for (const [width, height] of Object.entries(high)) {
      const { page, context } = await visit(browser, site.staff, { viewport: { width: Number(width), height } });
      await signIn(page, site.staff, lang);
      for (const [name, come] of Object.entries(screens)) {
        await page.goto(`${site.staff}/staff/${lang}/`);
        await come(new Hands(page));
        await page.screenshot({ path: join(folder, `console-${name}-${lang}-${width}.png`) });
      }
      await context.close();
    }
  }
  await site.stop();
}
