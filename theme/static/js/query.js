// Asks a SQLite file of the site in SQL, in a worker; the address and the citation hold the question.
"use strict";
(() => {
  const form = document.getElementById("query");
  const place = document.currentScript.dataset;
  const databases = JSON.parse(document.getElementById("databases").textContent);
  const { of, sql } = form.elements;
  const [status, shown, save, stop] = ["query-status", "answer", "save", "stop"].map((id) => document.getElementById(id));
  const words = status.dataset;
  const citations = [...document.querySelectorAll(".citation")];
  const MOST_SHOWN = 500, SECONDS = 30;
  const root = new URL(place.root, location.href);
  let worker, timer, held;

  const chosen = () => databases.find(({ name }) => name === of.value);
  const say = (key, facts = {}) => {
    status.textContent = words[key].replace(/\{(\w)\w*\}/g, (_, letter) => facts[letter]);
  };

  const end = () => {
    clearTimeout(timer);
    stop.hidden = true;
  };
  const drop = (key, seconds) => {
    end();
    worker.terminate();
    worker = undefined;
    say("failed", { t: words[key].replace("{n}", seconds) });
  };

  const cite = () => {
    const question = location.hash;
    chosen().citations.forEach(({ text }, at) => {
      const whole = text.replaceAll(place.published, place.published + question);
      citations[at].textContent = whole === text && question ? `${text}. ${place.published}${question}` : whole;
    });
  };

  const element = (name, content, options = {}) => {
    const made = Object.assign(document.createElement(name), options);
    made.append(content);
    return made;
  };
  const content = (text) =>
    /^https?:\/\/\S+$/.test(text) ? element("a", text, { href: text, rel: "nofollow noopener" }) : text;

  const show = ({ columns, rows, numbers, more }) => {
    const table = document.createElement("table");
    const head = table.createTHead().insertRow();
    for (const name of columns) head.append(element("th", name, { scope: "col" }));
    const body = table.createTBody();
    rows.slice(0, MOST_SHOWN).forEach((row, at) => {
      const line = body.insertRow();
      row.forEach((text, column) => line.append(element("td", content(text), { className: numbers[at][column] ? "number" : "" })));
    });
    shown.replaceChildren(table);
    shown.hidden = save.hidden = !columns.length;
    held = { columns, rows, numbers };
    const facts = { n: rows.length, m: Math.min(rows.length, MOST_SHOWN) };
    say(more ? "cut" : rows.length > MOST_SHOWN ? "part" : "rows", facts);
  };

  const hear = ({ data }) => {
    if (data.running) {
      say("running");
      timer = setTimeout(drop, SECONDS * 1000, "late", SECONDS);
      return;
    }
    end();
    if (data.fault) say("failed", { t: data.fault === "failed" ? data.text : words[data.fault] });
    else show(data);
  };

  const run = () => {
    if (!location.protocol.startsWith("http")) {
      say("failed", { t: words.served });
      return;
    }
    if (!stop.hidden) drop("stopped");
    shown.hidden = save.hidden = true;
    if (!worker) {
      worker = new Worker(new URL(place.worker, location.href));
      worker.addEventListener("message", hear);
      worker.addEventListener("error", ({ message }) => hear({ data: { fault: "failed", text: message } }));
    }
    const { file } = chosen();
    say("loading", { f: file.name });
    stop.hidden = false;
    const [script, wasm] = [place.engine, place.wasm].map((address) => new URL(address, location.href).href);
    worker.postMessage({ script, wasm, file: new URL(file.url, root).href, sql: sql.value });
  };

  const ask = () => {
    const question = `#of=${encodeURIComponent(of.value)}&sql=${encodeURIComponent(sql.value)}`;
    if (question !== location.hash) history.pushState(null, "", location.pathname + question);
    cite();
    run();
  };

  // An address asks with `#of=…&sql=…`; `?of=…` of a link chooses the data alone.
  const read = () => {
    const asked = new URLSearchParams(`${location.search.slice(1)}&${location.hash.slice(1).replaceAll("+", "%2B")}`);
    if (databases.some(({ name }) => name === asked.get("of"))) of.value = asked.get("of");
    sql.value = asked.get("sql") ?? sql.value;
    cite();
    if (asked.get("sql")) run();
  };

  const more = document.querySelector(".query-more");
  for (const example of more.querySelectorAll(".example")) {
    const button = element("button", more.dataset.run, { type: "button" });
    button.addEventListener("click", () => {
      sql.value = example.textContent.trim();
      if (/FROM ledger/.test(sql.value)) of.value = "*";
      ask();
      form.scrollIntoView();
      sql.focus({ preventScroll: true });
    });
    example.after(button);
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  sql.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  of.addEventListener("change", cite);
  stop.addEventListener("click", () => drop("stopped"));
  save.addEventListener("click", () => {
    const lines = held.rows.map((row, at) => Csv.line(row, (_, column) => held.numbers[at][column]));
    Csv.saveLines([Csv.line(held.columns, () => false), ...lines], chosen().file.name.replace(".sqlite", "-query.csv"));
  });
  window.addEventListener("popstate", read);
  sql.value = more.querySelector(".example").textContent.trim();
  read();
})();
