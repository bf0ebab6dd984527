'use strict';
// Asks the browser for a passkey, which it does for scripts alone. Everything else
// on these pages works without.
(() => {
  const said = document.getElementById('said');
  const link = document.getElementById('link');

  // The secret of a set-up link stands behind the #: it goes into the form, and out
  // of the address, where a glance or a history would keep it.
  if (link && location.hash.length > 1) {
    link.value = location.hash.slice(1);
    history.replaceState(null, '', location.pathname);
  }
  const other = document.getElementById('other'); // not where something is shown once
  if (other) other.addEventListener('click', (event) => {
    if (link && link.value) event.currentTarget.hash = link.value;
  });
  if (said.firstElementChild) said.focus();
  if (!window.PublicKeyCredential) return;

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const each = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const post = async (path, fields) => {
    const answer = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(fields) });
    const read = await answer.json();
    if (!answer.ok) throw read.errors[0];
    return read;
  };

  const options = ({ publicKey: key }) => ({ publicKey: {
    ...key, challenge: bytes(key.challenge),
    ...(key.user && { user: { ...key.user, id: bytes(key.user.id) }, excludeCredentials: each(key.excludeCredentials) }),
    ...(key.allowCredentials && { allowCredentials: each(key.allowCredentials) }),
  } });

  const written = (made) => {
    const response = {};
    for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
      if (made.response[name]) response[name] = text(made.response[name]);
    }
    if (made.response.getTransports) response.transports = made.response.getTransports();
    return { id: made.id, rawId: text(made.rawId), type: made.type, response, clientExtensionResults: made.getClientExtensionResults() };
  };

  const tell = (fault) => {
    const lines = fault && fault.message && fault.message[document.documentElement.lang]
      ? [fault.message, fault.hint].map((one) => one && one[document.documentElement.lang]) : [said.dataset.failed];
    said.replaceChildren(...lines.filter(Boolean).map((line, i) => {
      const p = document.createElement('p');
      p.className = i ? '' : 'fault';
      p.textContent = line[0].toUpperCase() + line.slice(1).replace(/[^.]$/, '$&.');
      return p;
    }));
    said.focus();
  };

  for (const button of document.querySelectorAll('[data-begin]')) {
    button.hidden = false;
    button.addEventListener('click', async () => {
      const { begin, finish, make } = button.dataset;
      button.disabled = true;
      try {
        const asked = options(await post(begin, button.dataset.with ? { link: link.value } : {}));
        const made = await (make === undefined ? navigator.credentials.get(asked) : navigator.credentials.create(asked));
        const label = document.getElementById('label');
        const done = await post(finish, { credential: written(made), ...(label && { label: label.value }) });
        location.assign(done.next);
      } catch (fault) {
        tell(fault);
      } finally {
        button.disabled = false;
      }
    });
  }
})();
