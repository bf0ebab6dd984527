// Takes the pictures of docs/pages.md: what a visitor sees first of each page, on
// a phone and on a wide screen, and the sheet as it is printed.
//
//	node pictures.mjs ../docs/pages

import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { languages, pages } from './pages.mjs';
import { browse, start, visit } from './site.mjs';

const folder = process.argv[2];
const names = ['form', 'results', 'nothing', 'error', 'map', 'sheet'];
const most = { 360: 1700, 1280: 1400 }; // pixels of height

const site = await start();
const browser = await browse();
mkdirSync(folder, { recursive: true });
for (const name of names) {
  for (const lang of languages) {
    for (const width of [360, 1280]) {
      const { page, context } = await visit(browser, site.base, { width });
      await pages[name](page, site.base, lang);
      await page.evaluate(() => document.activeElement.blur());
      const height = Math.min(most[width], await page.evaluate(() => document.documentElement.scrollHeight));
      await page.screenshot({ path: join(folder, `${name}-${lang}-${width}.png`), fullPage: true, clip: { x: 0, y: 0, width, height } });
      if (name === 'sheet' && width === 1280) {
        const pdf = join(folder, 'sheet.pdf');
        writeFileSync(pdf, await page.pdf({ format: 'Letter' }));
        execFileSync('pdftoppm', ['-png', '-r', '80', '-singlefile', pdf, join(folder, `printed-${lang}`)]);
        rmSync(pdf);
      }
      await context.close();
    }
  }
}
await browser.close();
await site.stop();
try {
  execFileSync('sh', ['-c', 'pngquant --force --skip-if-larger --ext .png --quality 60-95 *.png || [ $? -eq 98 ]'], { cwd: folder, stdio: 'inherit' });
} catch {
  console.error('pngquant is not there: the pictures are larger than they need be');
}
