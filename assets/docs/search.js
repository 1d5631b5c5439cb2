// Finds cards by what is typed. The list, layerdeckCards, stands in cards.js; nothing is fetched.
(function (page) {
  "use strict";

  var MOST = 14;

  function plain(text) {
    return text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  }

  function wordsOf(text) {
    return plain(text).split(/[^a-z0-9]+/).filter(Boolean);
  }

  // Letters and digits of a name, spelled as in the names of the cards: maxpool is maxpooling.
  function spelled(text) {
    var rules = page.layerdeckSpelled || [];
    return rules.reduce(function (found, rule) {
      return found.replace(new RegExp(rule[0], "g"), rule[1]);
    }, plain(text).replace(/[^a-z0-9]/g, ""));
  }

  // How well one word fits a card: titles count before rows, rows before text; 0 is not at all.
  function fit(card, word) {
    if (card.words.some(function (w) { return w === word; })) return 60;
    if (card.name.startsWith(word)) return 48;
    if (card.words.some(function (w) { return w.startsWith(word); })) return 40;
    if (card.title.includes(word) || card.name.includes(word)) return 24;
    if (card.group.includes(word)) return 12;
    if (card.rows.includes(word)) return 6;
    return card.text.includes(word) ? 2 : 0;
  }

  function prepared(cards) {
    return cards.map(function (card) {
      return {
        card: card, title: plain(card.title), name: plain(card.id), words: wordsOf(card.title), spelled: spelled(card.id),
        group: plain(card.group), rows: plain(card.rows.join(" ")), text: plain(card.text)
      };
    });
  }

  // The cards that hold every word of the query, best first.
  function find(ready, query) {
    var whole = plain(query).trim();
    var words = whole.split(/\s+/).filter(Boolean);
    var squeezed = spelled(query), said = (page.layerdeckSaid || {})[squeezed];
    var found = [];
    ready.forEach(function (card) {
      var sum = 0, fits = words.length > 0;
      for (var i = 0; i < words.length && fits; i++) {
        var one = fit(card, words[i]);
        fits = one > 0;
        sum += one;
      }
      // What others call so, what is spelled so elsewhere, and what has that in its name.
      if (squeezed && (card.spelled === squeezed || card.card.id === said)) {
        found.push({ card: card.card, score: card.spelled === squeezed ? 400 : 380 });
        return;
      }
      if (!fits && squeezed.length > 2 && card.spelled.includes(squeezed)) {
        found.push({ card: card.card, score: 20 });
        return;
      }
      if (!fits) return;
      if (card.title === whole || card.name === whole) sum += 200;
      else if (card.title.startsWith(whole) || card.name.startsWith(whole)) sum += 80;
      found.push({ card: card.card, score: sum / words.length });
    });
    found.sort(function (a, b) {
      return b.score - a.score || a.card.title.length - b.card.title.length ||
        (a.card.title < b.card.title ? -1 : 1);
    });
    return found.map(function (one) { return one.card; });
  }

  page.layerdeckFind = function (cards, query) { return find(prepared(cards), query); };
  if (typeof document === "undefined") return;

  var root = document.documentElement.dataset.root || "";
  var input = document.getElementById("search");
  var list = document.getElementById("found");
  var ready = prepared(page.layerdeckCards || []);
  var chosen = -1;

  // The title with what was searched for set out; text is never read as HTML.
  function titled(title, query) {
    var holder = document.createElement("span");
    var at = plain(title).indexOf(plain(query).trim());
    var length = query.trim().length;
    if (at < 0 || plain(title).length !== title.length) {
      holder.textContent = title;
      return holder;
    }
    var mark = document.createElement("mark");
    mark.textContent = title.slice(at, at + length);
    holder.append(title.slice(0, at), mark, title.slice(at + length));
    return holder;
  }

  function entry(card, number, query) {
    var link = document.createElement("a");
    var about = document.createElement("small");
    link.href = root + card.url;
    link.id = "found-" + number;
    link.tabIndex = -1;
    link.setAttribute("role", "option");
    about.textContent = card.group + " \u00b7 " + card.about;
    link.append(titled(card.title, query), about);
    return link;
  }

  function show() {
    var found = find(ready, input.value).slice(0, MOST);
    list.replaceChildren();
    found.forEach(function (card, i) { list.append(entry(card, i, input.value)); });
    if (!found.length) {
      var none = document.createElement("p");
      none.textContent = "No card holds these words.";
      list.append(none);
    }
    list.hidden = !input.value.trim();
    input.setAttribute("aria-expanded", String(!list.hidden));
    choose(found.length ? 0 : -1);
  }

  function choose(number) {
    chosen = number;
    list.querySelectorAll("a").forEach(function (link, i) {
      link.setAttribute("aria-selected", String(i === number));
      if (i === number) link.scrollIntoView({ block: "nearest" });
    });
    if (number < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", "found-" + number);
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
  }

  input.addEventListener("input", show);
  input.addEventListener("focus", function () { if (input.value.trim()) show(); });
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", function (event) { event.preventDefault(); });
  input.addEventListener("keydown", function (event) {
    var links = list.querySelectorAll("a");
    if (event.key === "Escape") {
      input.value = "";
      input.blur();
    } else if (!list.hidden && links.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      var step = event.key === "ArrowDown" ? 1 : -1;
      choose((chosen + step + links.length) % links.length);
      event.preventDefault();
    } else if (event.key === "Enter" && !list.hidden && chosen >= 0) {
      links[chosen].click();
      event.preventDefault();
    }
  });
  document.addEventListener("keydown", function (event) {
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      input.focus();
      input.select();
      event.preventDefault();
    }
  });
  input.closest(".search").hidden = false;
})(typeof globalThis === "undefined" ? this : globalThis);
