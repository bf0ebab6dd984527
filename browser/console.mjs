// How somebody comes to the advocate's console and through a call on it, by keys
// alone. Every key is counted.

import { led } from './pages.mjs';

export const password = 'copper lantern fjord umbrella';

// call is what an advocate types here. None of it may stay anywhere.
export const call = { place: 'M5V', age: '17', avoid: 'Hamilton 30', words: 'xqwords' };
export const secrets = ['M5V', 'Hamilton', 'xqwords'];

// setUp uses the link that the program has printed, once, and gives the name of
// the account.
export async function setUp(page, link) {
  await page.goto(link);
  await page.fill('#password', password);
  await led(page, () => page.press('#password', 'Enter'));
}

// signIn goes to the console of a language.
export async function signIn(page, staff, lang) {
  await page.goto(`${staff}/staff/${lang}/sign-in`);
  await page.fill('#name', 'demo');
  await page.fill('#password', password);
  await led(page, () => page.press('#password', 'Enter'));
  await page.goto(`${staff}/staff/${lang}/`);
}

// Hands are the advocate's on the keyboard.
export class Hands {
  constructor(page) {
    this.page = page;
    this.keys = 0;
  }

  async press(...keys) {
    for (const key of keys) {
      await this.page.keyboard.press(key);
      this.keys++;
    }
  }

  type(words) { return this.press(...words); }

  // to presses keys until what they lead to is there.
  async to(selector, ...keys) {
    await this.press(...keys);
    await this.page.waitForSelector(selector);
  }

  // lettered presses a key that opens letters, and waits until they have the focus.
  lettered(panel, key) { return this.to(`#panel[data-panel=${panel}] [data-letter]:focus`, key); }

  // three goes from the empty screen, where the place has the focus, to explained
  // options.
  async three() {
    await this.page.waitForSelector('#place:focus');
    await this.type(call.place);
    await this.to('#needs input:focus', 'Enter');
    await this.press('h');
    await this.to('.row:nth-child(3) .reasons li', 'Enter');
  }
}

// panels are the keys that open what stands beside the list.
export const panels = { w: 'why', m: 'map', p: 'plan', d: 'law', '?': 'keys' };

// screens are the ways to what is pictured of the console, from the empty screen.
export const screens = {
  async empty(hands) { await hands.page.waitForSelector('#place:focus'); },
  results: (hands) => hands.three(),
  async detail(hands) {
    await hands.three();
    await hands.to('.row:nth-child(2).current', '2');
    await hands.page.locator('#panel .steps').scrollIntoViewIfNeeded();
  },
  async compare(hands) {
    await hands.three();
    for (const n of [1, 2, 3]) {
      await hands.to(`.row:nth-child(${n}).current`, String(n));
      await hands.to(`.row:nth-child(${n}) .pick[aria-pressed=true]`, 'x');
    }
    await hands.to('#panel[data-panel=compare] .compare', 'y');
  },
  async plan(hands) {
    await hands.three();
    await hands.press('b', 'l', 'p');
    await hands.press('/', 'Enter');
    await hands.page.waitForFunction(() => document.querySelectorAll('.row').length > 2);
    await hands.press('Escape');
    await hands.to('#panel[data-panel=plan] .plan li', 'p');
  },
  async law(hands) {
    await hands.three();
    await hands.to('#banner .danger', '!');
    await hands.press('g', '1', '5', 'Enter');
    await hands.to('#banner .duty', 'Escape');
    await hands.to('#panel[data-panel=law] .danger', 'd');
  },
  async referral(hands) {
    await hands.three();
    await hands.lettered('refer', 'f');
    await hands.to('#panel .question', 't');
  },
  async keys(hands) {
    await hands.three();
    await hands.to('#panel[data-panel=keys] .keys', '?');
  },
};
