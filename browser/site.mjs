// The real program with the sample directory, on a free port of this machine, and
// a browser that can reach nothing else. Begin with pages.mjs, which says what
// there is to see, and with the tests, which say what must hold of it.

import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const program = process.env.RELAIS || join(import.meta.dirname, '..', 'bin', 'relais');

// start builds the sample directory in a folder of its own and serves it. stop
// ends the program and removes the folder. With staff, the console is served too:
// link is where an account to try it with is set up, and staff its own address.
// command runs the program's command line on what is served, and gives what it says.
export async function start({ staff = false } = {}) {
  const port = staff ? await free() : 0;
  const folder = mkdtempSync(join(tmpdir(), 'relais-browser-'));
  const env = { ...process.env, RELAIS_KEYS: join(folder, 'keys') };
  const child = spawn(program, ['demo', '--serve', '--data', join(folder, 'demo'), '--listen', `127.0.0.1:${port}`, '--lang', 'en', ...(staff ? ['--staff'] : [])],
    { env });
  let said = '';
  const base = await new Promise((resolve, reject) => {
    const hear = (chunk) => {
      said += chunk;
      const at = said.match(staff ? /Serving on (http:\/\/[^/\s]+)\/[^]*#[\w-]{43}\n/ : /Serving on (http:\/\/[^/\s]+)\//);
      if (at) resolve(at[1]);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`the program ended with ${code} before it served:\n${said}`)));
  });
  const stop = () => new Promise((resolve) => {
    child.removeAllListeners('exit').on('exit', resolve).kill('SIGTERM');
  }).finally(() => rmSync(folder, { recursive: true, force: true }));
  const command = async (...args) => (await promisify(execFile)(program, [...args, '--data', join(folder, 'demo'), '--lang', 'en'], { env, maxBuffer: 1 << 26 })).stdout;
  return { base, stop, command, staff: `http://localhost:${port}`, link: staff && said.match(/http:\S+#\S+/)[0], said: () => said };
}

// free is a port that nobody listens on: the staff's address has one in it before
// the program listens.
const free = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

// browse starts Chromium.
export const browse = () => chromium.launch(launch());

// launch is how Chromium is started. Whatever is not this machine has no address
// for it: a page that asked for anything else would fail, besides being counted.
export const launch = () => ({
  executablePath: chromiumPath(),
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost'],
});

function chromiumPath() {
  for (const folder of (process.env.PATH || '').split(delimiter)) {
    for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
      if (existsSync(join(folder, name))) return join(folder, name);
    }
  }
  throw new Error('no chromium on the PATH: make test-browser says how to get one');
}

// visit opens a page of its own, as a new visitor, without motion, so that no
// colour is looked at while it changes.
export async function visit(browser, base, options = {}) {
  const { width = 360, script = true, ...more } = options;
  const context = await browser.newContext({ viewport: { width, height: 800 }, javaScriptEnabled: script, reducedMotion: 'reduce', ...more });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  return { page, context, notes: note(page, base) };
}

// note keeps note of what a page asks for, of whom and how, and of what the
// browser complains of.
export function note(page, base) {
  const notes = { foreign: [], complaints: [], addresses: [], asked: [], referers: [], cookies: [], stored: [], weights: [] };
  page.on('request', (request) => {
    notes.asked.push(request.url());
    notes.referers.push(request.headers().referer || '');
    if (!request.url().startsWith(base + '/')) notes.foreign.push(request.url());
  });
  page.on('response', (response) => {
    const headers = response.headers();
    if (headers['set-cookie']) notes.cookies.push(response.url());
    if (!/no-store/.test(headers['cache-control'])) notes.stored.push(response.url());
    response.body().then((body) => notes.weights.push([response.url(), body.length]), () => {}); // a redirect has none
  });
  page.on('framenavigated', (frame) => notes.addresses.push(frame.url()));
  page.on('pageerror', (error) => notes.complaints.push(String(error)));
  page.on('console', (message) => {
    const refused = /status of (404|422)/.test(message.text()); // an answer, and no fault of the page
    if (message.type() === 'error' && !refused) notes.complaints.push(message.text());
  });
  return notes;
}

// dull stands in for the weather page that the exit leads to.
export async function dull(page) {
  await page.route(/^https:\/\/(weather|meteo)\.gc\.ca\//, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Weather</title><h1>Weather</h1>' }));
}
