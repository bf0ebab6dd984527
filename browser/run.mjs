// Serves the sample directory, runs the tests against it, and stops it again:
//
//	node run.mjs             every test
//	node run.mjs exit        those of exit.test.mjs

import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { start } from './site.mjs';

const chosen = process.argv.slice(2);
const files = readdirSync(import.meta.dirname).filter((f) => f.endsWith('.test.mjs') && (chosen.length === 0 || chosen.includes(f.split('.')[0])));
const site = await start();
const tests = spawn(process.execPath, ['--test', '--test-concurrency=2', '--test-reporter=spec', ...files],
  { cwd: import.meta.dirname, env: { ...process.env, SITE: site.base }, stdio: 'inherit' });
process.on('SIGINT', () => {}); // the tests end by it, and what they used is then put away
process.on('SIGTERM', () => tests.kill());
const code = await new Promise((resolve) => tests.on('exit', (code) => resolve(code ?? 1)));
await site.stop();
process.exit(files.length > 0 ? code : 1);
