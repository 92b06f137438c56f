'use strict';
(function () {
  var detail = document.getElementById('detail');
  var byFact = null;
  function target(link) { return (link.getAttribute('href') || '').split('#')[1] || ''; }
  function plain(id) { return id.indexOf('r-') === 0 ? id.slice(2) : id; }
  // Which arithmetic a number takes part in: read off the lists, so it is written only once.
  function arithmetic(id) {
    if (!byFact) {
      byFact = new Map();
      document.querySelectorAll('li[data-c]').forEach(function (item) {
        item.querySelectorAll('a.e').forEach(function (link) {
          var fact = plain(target(link));
          if (!byFact.has(fact)) byFact.set(fact, []);
          byFact.get(fact).push(item);
        });
      });
    }
    var seen = new Set();
    return (byFact.get(id) || []).filter(function (item) {
      var is = !seen.has(item.dataset.c);
      seen.add(item.dataset.c);
      return is;
    });
  }
  function clear() {
    document.querySelectorAll('.lit,.lit-row').forEach(function (e) { e.classList.remove('lit', 'lit-row'); });
    detail.hidden = true;
    detail.textContent = '';
  }
  function light(id) {
    [document.getElementById(id), document.getElementById('r-' + id)].forEach(function (e) {
      if (e) e.classList.add(e.tagName === 'TR' || e.tagName === 'P' ? 'lit-row' : 'lit');
    });
  }
  function add(name, text, to) {
    var e = document.createElement(name);
    e.textContent = text;
    (to || detail).appendChild(e);
    return e;
  }
  function close() {
    var b = add('button', '×');
    b.setAttribute('aria-label', detail.dataset.close);
    b.addEventListener('click', clear);
  }
  function tell(id) {
    var cell = document.getElementById(id);
    if (!cell) return;
    var words = [];
    if (cell.tagName === 'TD') {
      var row = cell.parentNode, col = row.closest('table').querySelectorAll('col')[cell.cellIndex];
      Array.prototype.forEach.call(row.cells, function (c) { if (c.tagName === 'TH' && c.textContent.trim()) words.push(c.textContent.trim()); });
      if (col && col.title) words.push(col.title);
    }
    add('h3', (cell.dataset.p || cell.textContent).trim().slice(0, 300));
    if (words.length) add('p', words.join(' · '));
    if (cell.dataset.y) add('p', '= ' + cell.dataset.y);
    var rect = document.getElementById('r-' + id), go = add('p', '');
    [[rect, 'r-' + id, detail.dataset.paper], [cell, id, detail.dataset.row]].forEach(function (to) {
      if (!to[0]) return;
      var link = add('a', to[2], go);
      link.href = '#' + to[1];
      go.appendChild(document.createTextNode(' '));
    });
    var items = arithmetic(id);
    if (items.length) {
      var list = add('ul', '');
      items.slice(0, 40).forEach(function (item) {
        var copy = item.cloneNode(true);
        copy.removeAttribute('id');
        list.appendChild(copy);
      });
    }
    close();
    detail.hidden = false;
  }
  function follow() {
    var raw = decodeURIComponent(location.hash.slice(1)), id = plain(raw);
    clear();
    if (!/^[a-z][0-9a-f]{16}[-0-9a-z]*$/.test(id)) return;
    var there = document.getElementById(raw) || document.getElementById(id);
    if (!there) return;
    for (var e = there; e; e = e.parentElement) if (e.tagName === 'DETAILS') e.open = true;
    if (id[0] === 'c') {
      there.querySelectorAll('a.e').forEach(function (link) { light(plain(target(link))); });
      there.scrollIntoView({ block: 'nearest' });
      return;
    }
    light(id);
    tell(id);
    var rect = document.getElementById('r-' + id), cell = document.getElementById(id);
    there.scrollIntoView({ block: 'center', inline: 'nearest' });
    // Side by side both can be seen; one under the other, only what was asked for.
    [rect, cell].forEach(function (e) {
      if (!e || !matchMedia('(min-width:901px)').matches) return;
      var box = e.getBoundingClientRect();
      if (box.bottom < 0 || box.top > innerHeight) e.scrollIntoView({ block: 'center', inline: 'nearest' });
    });
  }
  var flags = Array.prototype.slice.call(document.querySelectorAll('#findings li[id]'));
  var at = -1;
  document.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || /INPUT|TEXTAREA|SELECT/.test(event.target.tagName)) return;
    if (event.key === 'Escape') { clear(); return; }
    if (event.key !== 'n' && event.key !== 'p' || !flags.length) return;
    at = (at + (event.key === 'n' ? 1 : flags.length - 1) + (at < 0 && event.key === 'p' ? 1 : 0)) % flags.length;
    location.hash = flags[at].id;
    var link = flags[at].querySelector('a');
    if (link) link.focus({ preventScroll: true });
  });
  addEventListener('hashchange', follow);
  follow();
})();
