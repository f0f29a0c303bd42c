// Searches as one types: first the plain index (any run of characters of a name or a promise),
// then the full text by words. Both come from files of this site; the first needs no server.
"use strict";
(() => {
  const root = document.currentScript.dataset.root;
  const form = document.getElementById("search");
  const field = document.getElementById("q");
  const count = document.getElementById("search-count");
  const list = document.getElementById("found");
  const more = document.getElementById("found-more");
  const moreList = document.getElementById("found-text");
  const MOST = 60, MOST_TEXT = 12, AROUND = 34;
  const normal = (text) => text.normalize("NFKC").toLowerCase();
  const entries = (globalThis.searchEntries ?? []).map(([kind, title, url, text, verdict, figure]) => (
    { kind, title, url, text, verdict, figure, inTitle: normal(title), inText: normal(`${text} · ${kind}`) }
  ));

  const words = globalThis.searchWords ?? {};
  // A term, and the words of the data that people mean by it.
  const meant = (term) => [term, ...normal(words[term] ?? "").split(";").filter(Boolean)];
  const within = (text, term) => {
    const found = meant(term);
    // Letters are a whole word's beginning: `jy` is in no other word's middle.
    return found.some((word) => /^[a-z]{1,3}$/.test(word) ? new RegExp(`\\b${word}`).test(text) : text.includes(word));
  };

  const marked = (text, terms) => {
    const made = document.createElement("span");
    const plain = normal(text);
    let at = 0;
    while (at < text.length) {
      const next = terms
        .map((term) => [plain.indexOf(term, at), term.length])
        .filter(([start]) => start >= 0)
        .sort((a, b) => a[0] - b[0] || b[1] - a[1])[0];
      if (!next || plain.length !== text.length) break;
      const mark = document.createElement("mark");
      mark.textContent = text.slice(next[0], next[0] + next[1]);
      made.append(text.slice(at, next[0]), mark);
      at = next[0] + next[1];
    }
    made.append(text.slice(at));
    return made;
  };

  const excerpt = (entry, terms) => {
    const at = Math.min(...terms.map((term) => entry.inText.indexOf(term)).filter((start) => start >= 0));
    if (!Number.isFinite(at)) return null;
    const start = Math.max(0, at - AROUND), end = at + 2 * AROUND;
    return marked(`${start ? "…" : ""}${entry.text.slice(start, end)}${end < entry.text.length ? "…" : ""}`, terms);
  };

  const item = (title, url, facts, text) => {
    const made = document.createElement("li");
    const link = document.createElement("a");
    link.href = url;
    link.append(title);
    made.append(link);
    if (facts) { const line = document.createElement("span"); line.className = "found-facts"; line.textContent = facts; made.append(" ", line); }
    if (text) { const line = document.createElement("p"); line.append(text); made.append(line); }
    return made;
  };

  const searchNames = (terms) => entries
    .map((entry) => {
      if (!terms.every((term) => within(entry.inTitle, term) || within(entry.inText, term))) return null;
      const titled = terms.filter((term) => entry.inTitle.includes(term)).length + terms.filter((term) => within(entry.inTitle, term)).length / 2;
      return { entry, rank: -titled - (entry.inTitle === terms.join(" ") ? 0.5 : 0) + (entry.verdict ? 0 : 0.75) };
    })
    .filter(Boolean)
    .sort((a, b) => a.rank - b.rank)
    .map(({ entry }) => entry);

  let engine;
  const fullText = async () => {
    if (engine === undefined) {
      engine = null;
      if (!location.protocol.startsWith("http")) return engine;
      try {
        const base = new URL(root, location.href);
        const found = await import(new URL("pagefind/pagefind.js", base).href);
        await found.options({ baseUrl: base.pathname, excerptLength: 24 });
        await found.init();
        engine = found;
      } catch { /* without a server there is no full text; the plain index remains */ }
    }
    return engine;
  };

  const parsed = (html) => {
    const made = document.createElement("span");
    const body = new DOMParser().parseFromString(html, "text/html").body;
    for (const node of body.childNodes) {
      const part = document.createElement(node.nodeName === "MARK" ? "mark" : "span");
      part.textContent = node.textContent;
      made.append(part);
    }
    return made;
  };

  let latest = 0;
  const search = async () => {
    const query = field.value.trim();
    const turn = ++latest;
    const address = query ? `?${new URLSearchParams({ q: query })}` : location.pathname;
    try { history.replaceState(null, "", address); } catch { /* a file has no history */ }
    const terms = normal(query).split(/\s+/).filter(Boolean);
    const all = terms.flatMap(meant);
    const names = terms.length ? searchNames(terms) : [];
    list.replaceChildren(...names.slice(0, MOST).map((entry) => item(
      marked(entry.title, all), root + entry.url,
      [entry.kind, entry.figure].filter(Boolean).join(" · "), excerpt(entry, all),
    )));
    const tell = (number) => {
      count.textContent = !terms.length ? "" : number ? count.dataset.some.replace("{n}", number) : count.dataset.none;
    };
    tell(names.length);
    if (!terms.length) { more.hidden = true; return; }
    const texts = await fullText();
    if (!texts || turn !== latest) return;
    const { results } = await texts.search(query);
    const pages = await Promise.all(results.slice(0, MOST_TEXT).map((result) => result.data()));
    if (turn !== latest) return;
    const known = new Set(names.map((entry) => new URL(root + entry.url, location.href).pathname));
    // The full text is found by pieces of words: 幼儿园 is no 产业园.
    const whole = (page) => terms.every((term) => !/\p{sc=Han}/u.test(term) || normal(page.meta.title + page.content).includes(term));
    const others = pages.filter((page) => whole(page) && !known.has(new URL(page.url, location.href).pathname));
    moreList.replaceChildren(...others.map((page) => item(page.meta.title, page.url, "", parsed(page.excerpt))));
    more.hidden = !others.length;
    tell(names.length + others.length);
  };

  let timer;
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, 90); });
  form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
  if (field.value) search(); else field.focus();
})();
