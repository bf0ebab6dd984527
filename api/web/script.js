/* Nothing on a page depends on this. It leaves quickly, keeps no answers in the
   form, and puts the focus where something needs to be read. Old browsers run it. */
(function () {
  var exit = document.getElementById('exit');
  if (!exit) return;
  var target = exit.getAttribute('href');
  var home = exit.getAttribute('data-home');
  var times = [], key = '', mixed = false;

  function leave(event) {
    if (event && event.preventDefault) event.preventDefault();
    document.documentElement.style.display = 'none';
    while (document.body.firstChild) document.body.removeChild(document.body.firstChild);
    window.location.replace(target);
  }
  exit.addEventListener('click', leave);

  function named(event) {
    var k = event.key || '';
    if (k === 'Esc' || event.keyCode === 27) return 'Escape';
    if (event.keyCode === 16) return 'Shift';
    return k;
  }
  document.addEventListener('keydown', function (event) {
    var k = named(event);
    if (k !== 'Escape' && k !== 'Shift') mixed = true;
  });
  document.addEventListener('keyup', function (event) {
    var k = named(event), now = new Date().getTime();
    if ((k !== 'Escape' && k !== 'Shift') || mixed || event.ctrlKey || event.altKey || event.metaKey) {
      times = []; mixed = false; return;
    }
    if (k !== key) { key = k; times = []; }
    times.push(now);
    if (times.length > 3) times.shift();
    if (times.length === 3 && now - times[0] <= 5000) leave();
  });

  window.addEventListener('pagehide', function () {
    for (var i = 0; i < document.forms.length; i++) document.forms[i].reset();
  });
  window.addEventListener('pageshow', function (event) {
    if (!event.persisted) return;
    document.documentElement.style.display = 'none';
    window.location.replace(home);
  });

  var focus = document.querySelector('[data-focus]');
  if (focus) focus.focus();
  var print = document.getElementById('print');
  if (print) {
    print.removeAttribute('hidden');
    print.addEventListener('click', function () { window.print(); });
  }
  var keys = document.getElementById('keys'), plain = document.getElementById('plain');
  if (keys && plain) { keys.removeAttribute('hidden'); plain.setAttribute('hidden', ''); }
})();
