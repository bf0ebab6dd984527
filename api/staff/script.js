/* It saves keys and waiting, and nothing on the screen depends on it. It keeps
   nothing: no storage, no address, no copy of what is typed. */
(function () {
  var form = document.getElementById('call');
  var print = document.getElementById('print');
  if (print) { print.hidden = false; print.addEventListener('click', function () { window.print(); }); }
  if (!form) return;
  var keys = JSON.parse(form.dataset.keys || '{}'), all = keys.all || {}, needs = keys.needs || {};
  var one = function (selector) { return form.querySelector(selector); };
  var id = function (name) { return document.getElementById(name); };

  /* Wiping. What was copied from here is taken out of the clipboard too. */
  var last = Date.now(), idle = Number(form.dataset.idle) * 1000, said = id('idle'), rest = said.textContent;
  function wipe() {
    var go = function () { document.body.textContent = ''; location.replace(form.dataset.home); };
    form.reset();
    if (one('[name=copied]') && navigator.clipboard) navigator.clipboard.writeText('').then(go, go); else go();
  }
  function awake() {
    last = Date.now();
    if (said.className) { said.className = ''; said.textContent = rest; said.removeAttribute('role'); }
  }
  setInterval(function () {
    var left = Math.round((idle - (Date.now() - last)) / 1000);
    if (left <= 0) return wipe();
    if (left > 60) return;
    if (!said.className) said.setAttribute('role', 'alert');
    said.className = 'warn';
    said.textContent = form.dataset.warn.replace('%d', left);
  }, 1000);
  window.addEventListener('pageshow', function (e) { if (e.persisted) wipe(); });
  ['pointerdown', 'input'].forEach(function (e) { document.addEventListener(e, awake, true); });

  /* Asking the server: the form, posted, and the parts of the screen that changed. */
  var asked = 0, waiting = null;
  function post(url, more) {
    var body = new URLSearchParams(new FormData(form));
    Object.keys(more).forEach(function (k) { if (k === 'deed') body.delete(k); body.append(k, more[k]); });
    return fetch(url, { method: 'POST', body: body, cache: 'no-store', credentials: 'same-origin', redirect: 'error' });
  }
  function place(html) {
    var now = document.activeElement, row = now && now.closest('.row'), keep = now && (now.id || (row && row.id));
    var what = now && now.dataset ? now.dataset.do || now.dataset.tab || '' : '', inPanel = now && now.closest('#panel');
    new DOMParser().parseFromString(html, 'text/html').querySelectorAll('body > [id]').forEach(function (part) {
      var old = id(part.id);
      if (!old || old.outerHTML === part.outerHTML) return;
      var scroll = old.querySelector('.scroll'), top = scroll ? scroll.scrollTop : 0, same = old.dataset.panel === part.dataset.panel;
      if (part.id === 'said') { old.innerHTML = part.innerHTML; return; }
      old.replaceWith(part);
      if (scroll && same && part.querySelector('.scroll')) part.querySelector('.scroll').scrollTop = top;
    });
    document.querySelectorAll('.chip .count').forEach(function (n) { n.closest('.chip').classList.toggle('none', 'none' in n.dataset); });
    show();
    if (now && document.contains(now)) return;
    var back = keep && id(keep);
    if (back && what && back.querySelector) back = back.querySelector('[data-do="' + what + '"]') || back;
    if (!back && inPanel) back = (what && one('#panel [data-tab="' + what + '"]')) || one('#panel .scroll');
    if (back) back.focus({ preventScroll: true });
  }
  function send(url, more, then) {
    var turn = ++asked;
    more.swap = '1';
    post(url, more).then(function (r) { if (!r.ok) throw r; return r.text(); }).then(function (html) {
      if (turn !== asked) return;
      place(html);
      if (then) then();
    }).catch(function () { if (turn === asked) whole(url, more); });
  }
  function whole(url, more) {
    Object.keys(more).forEach(function (k) {
      if (k === 'swap') return;
      var field = document.createElement('input');
      field.type = 'hidden'; field.name = k; field.value = more[k];
      form.appendChild(field);
    });
    form.action = url;
    form.submit();
  }
  function live() {
    clearTimeout(waiting);
    var turn = asked;
    return post(form.dataset.home + 'live', {}).then(function (r) { return r.json(); }).then(function (answer) {
      if (turn !== asked) return;
      var part = id('understood'), made = new DOMParser().parseFromString(answer.place, 'text/html').body.firstElementChild;
      if (part.innerHTML !== made.innerHTML) part.innerHTML = made.innerHTML;
      id('banner').outerHTML = answer.avoid;
      id('reach').outerHTML = answer.reach;
      Object.keys(answer.counts).forEach(function (need) {
        var count = id('n-' + need);
        if (!count) return;
        count.textContent = answer.counts[need].text;
        count.closest('.chip').classList.toggle('none', answer.counts[need].none);
      });
    }, function () {});
  }
  form.addEventListener('input', function (e) {
    if (!e.target.closest('.callside')) return;
    clearTimeout(waiting);
    waiting = setTimeout(live, 200);
  });
  form.addEventListener('submit', function (e) {
    var b = e.submitter;
    if (b && 'full' in b.dataset) return;
    e.preventDefault();
    clearTimeout(waiting);
    var more = {};
    if (b && b.name) more[b.name] = b.value;
    var search = !b || !more.deed;
    if (more.choice) id('place').value = more.choice;
    send(b && b.hasAttribute('formaction') ? b.formAction : form.action, more, search ? function () { focusRow(0); } : b.dataset.letter && lettered);
  });

  /* The list. */
  function rows() { return Array.prototype.slice.call(document.querySelectorAll('.row')); }
  function focusRow(i) {
    var list = rows(), row = list[Math.max(0, Math.min(i, list.length - 1))] || one('#list');
    row.focus({ preventScroll: true });
    if (row.scrollIntoView) row.scrollIntoView({ block: 'nearest' });
  }
  function at() {
    var row = document.activeElement.closest('.row') || one('.row.current');
    return rows().indexOf(row);
  }
  function focused() {
    var here = document.activeElement.closest('.row, .detail, .refer') || one('.row.current') || one('.detail, .refer');
    return here ? here.dataset.id : '';
  }
  function act(deed, url, then) { if (focused()) send(url || form.action, { deed: deed + ' ' + focused() }, then); }
  /* What is asked next has the focus: it is one key away. */
  function asking(selector) { return function () { var next = one(selector); if (next) next.focus(); }; }
  var lettered = asking('[data-letters] button');
  function field(name) { var f = id(name); f.focus(); if (f.select) f.select(); }

  var commands = {
    place: function () { field('place'); }, person: function () { field('age'); }, language: function () { field('language1'); },
    distance: function () { field('within'); }, avoid: function () { field('avoid'); },
    needs: function () { one('#needs input').focus(); },
    urgency: function () {
      var all = document.querySelectorAll('input[name=urgency]'), i = 0;
      all.forEach(function (r, n) { if (r.checked) i = n; });
      all[(i + 1) % all.length].click();
    },
    next: function () { focusRow(at() + 1); }, previous: function () { focusRow(at() - 1); },
    open: function () { act('open'); }, why: function () { act('why'); }, compare: function () { act('compare'); }, reveal: function () { act('reveal', '', asking('[name=reason]')); },
    message: function () { if (document.querySelectorAll('[name=compare]').length) send(form.action, { deed: 'panel message' }, asking('[data-yes]')); else act('message', '', asking('[data-yes]')); },
    side: function () { send(form.action, { deed: 'panel compare' }); }, map: function () { send(form.action, { deed: 'panel map' }); },
    plan: function () { send(form.action, { deed: 'panel plan' }); }, law: function () { send(form.action, { deed: 'panel law' }); },
    keys: function () { send(form.action, { deed: 'panel keys' }); },
    nearer: function () { send(form.action, { deed: 'nearer' }); }, farther: function () { send(form.action, { deed: 'farther' }); },
    'more-room': function () { act('+', form.dataset.home + 'room'); }, 'less-room': function () { act('-', form.dataset.home + 'room'); },
    'no-room': function () { act('0', form.dataset.home + 'room'); }, undo: function () { var b = one('[data-do=undo]'); if (b) b.click(); else send(form.dataset.home + 'undo', {}); },
    danger: function () { id('danger').click(); },
    trouble: function () { act('trouble', '', lettered); }, refer: function () { act('refer', '', lettered); },
    sheet: function () { whole(form.dataset.home + 'sheet', {}); }, copy: function () { var b = one('.copy'); if (b) b.click(); }, 'new': wipe
  };

  /* Keys. */
  document.addEventListener('keydown', function (e) {
    awake();
    var on = e.target, typing = on.matches('input:not([type=checkbox]):not([type=radio]), textarea, select');
    if (e.ctrlKey || e.altKey || e.metaKey || e.isComposing) return;
    if (e.key === 'Escape') { if (on.closest('.callside, .panel')) focusRow(at()); return; }
    if (on.id === 'other' && e.key === 'Enter') { e.preventDefault(); send(form.action, { deed: 'panel why' }); return; }
    if (on.id === 'place' && e.key === 'Enter') {
      e.preventDefault();
      if (one('[name=need]:checked')) return form.requestSubmit();
      live().then(function () { var choice = one('[data-choice]'); (choice || one('#needs input')).focus(); });
      return;
    }
    if (typing) return;
    var digit = /^[1-9]$/.test(e.key) && keys.all;
    if (digit) {
      var choice = one('[data-choice="' + e.key + '"]');
      e.preventDefault();
      if (choice) return choice.click();
      if (rows()[e.key - 1]) { focusRow(e.key - 1); act('open'); }
      return;
    }
    var need = on.closest('#needs') && needs[e.key];
    if (need) { e.preventDefault(); one('[name=need][value="' + need + '"]').click(); return; }
    var box = on.closest('[data-letters]'), letter = box && box.querySelector('[data-letter="' + CSS.escape(e.key) + '"]');
    if (letter) { e.preventDefault(); letter.click(); return; }
    var command = all[e.key];
    if (!command || (command === 'open' && !on.matches('.row'))) return;
    e.preventDefault();
    commands[command]();
  });
  form.addEventListener('click', function (e) {
    var b = e.target.closest('.copy');
    if (b) {
      var text = b.closest('p').previousElementSibling;
      navigator.clipboard.writeText(text.value).then(function () {
        var mark = document.createElement('input');
        mark.type = 'hidden'; mark.name = 'copied'; mark.value = '1';
        id('state').appendChild(mark);
        id('said').textContent = form.dataset.copied;
      });
    }
    if (e.target.closest('#new')) { e.preventDefault(); wipe(); }
  });
  function show() { if (navigator.clipboard) document.querySelectorAll('.copy').forEach(function (b) { b.hidden = false; }); }
  show();
})();
