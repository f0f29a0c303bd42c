// The review desk: which row is shown, what is selected, what is asked of the server.
// Everything shown comes from the server, escaped; the token goes in a header, never in a body.
const token = new URL(location.href).searchParams.get("token");
const main = document.querySelector("main");
const part = (id) => document.getElementById(id);
const words = main.dataset;
let rows = JSON.parse(words.rows);
let version = words.version;
let shown = "";
let drawn = null; // [start, end] of the words selected last, in code points
let changed = false; // whether the form holds what is not saved
let turn = Promise.resolve(); // one thing after another, as it was asked

async function ask(path, body) {
  const answer = await fetch(`${location.pathname}/${path}`, {
    method: body ? "POST" : "GET",
    headers: { "X-Desk-Token": token, ...(body && { "Content-Type": "application/json" }) },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return body ? answer.json() : answer.text();
}

function attempt(work) {
  document.body.setAttribute("aria-busy", "true");
  const own = (turn = turn.then(work).catch((error) => {
    say(error instanceof TypeError ? words.failed : error.message, "refused");
  }));
  own.then(() => own === turn && document.body.removeAttribute("aria-busy"));
}

function say(text, kind) {
  const line = document.createElement("p");
  line.className = kind;
  line.textContent = text;
  part("notice").replaceChildren(line);
}

// Rows

const marksOf = (id) =>
  [...part("text").querySelectorAll("mark")].filter((one) => one.dataset.targets.split(" ").includes(id));

function paint() {
  for (const mark of part("text").querySelectorAll("mark[aria-current]")) {
    mark.removeAttribute("aria-current");
    mark.tabIndex = -1;
  }
  const own = marksOf(shown);
  for (const mark of own) mark.setAttribute("aria-current", "true");
  if (own[0]) {
    own[0].tabIndex = 0;
    own[0].scrollIntoView({ block: "center" });
  }
}

function draw(html, id = shown, quiet = false) {
  shown = id;
  changed = false;
  part("panel").innerHTML = html;
  paint();
  if (!quiet) part("quote")?.focus({ preventScroll: innerWidth > 900 });
}

const mayLeave = () => !changed || confirm(words.unsaved);

async function show(id) {
  if (id && mayLeave()) draw(await ask(`row?id=${encodeURIComponent(id)}`), id);
}

function step(by) {
  const at = rows.findIndex((row) => row.id === shown);
  return rows[Math.min(Math.max(at + by, 0), rows.length - 1)]?.id;
}

function nextDoubtful() {
  const at = rows.findIndex((row) => row.id === shown);
  const around = [...rows.slice(at + 1), ...rows.slice(0, at + 1)].filter((row) => !row.reviewed);
  const levels = { low: ["low"], unsure: ["low", "medium"], open: null }[part("filter").value];
  return around.find((row) => !levels || levels.includes(row.level))?.id;
}

// Changes

async function change(body) {
  const result = await ask("change", { version, ...body });
  ({ rows, version } = result);
  let panel = "";
  if (result.done) {
    changed = false;
    shown = rows.some((row) => row.id === result.shown) ? result.shown : (rows[0]?.id ?? "");
    if (body.action === "accept") shown = nextDoubtful() ?? shown;
    panel = await ask(`row?id=${encodeURIComponent(shown)}`);
  }
  for (const name of ["notice", "text", "progress"]) part(name).innerHTML = result[name];
  drawn = null;
  part("selection").value = "";
  if (result.done) draw(panel);
  else paint();
}

function submit(form) {
  const body = { action: form.dataset.action, id: form.dataset.id, shown, cells: {}, indicator: {}, reason: {} };
  for (const [name, value] of new FormData(form)) {
    const [group, column] = name.split(".");
    body[group][column] = value;
  }
  for (const name of ["split", "at", "table"]) if (form.dataset[name]) body[name] = form.dataset[name];
  return change(body);
}

// Words of the text, by their offsets in code points

const points = (text) => [...text].length;

function selectedSpan() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!part("text").contains(range.commonAncestorContainer)) return null;
  const pieces = [...part("text").querySelectorAll("[data-at]")].filter((one) => range.intersectsNode(one));
  if (!pieces.length) return null;
  const [first, last] = [pieces[0], pieces.at(-1)];
  const at = (piece, node, offset, other) =>
    Number(piece.dataset.at) + points(piece.contains(node) && node.nodeType === Node.TEXT_NODE ? piece.textContent.slice(0, offset) : other);
  const start = at(first, range.startContainer, range.startOffset, "");
  const end = at(last, range.endContainer, range.endOffset, last.contains(range.endContainer) && !range.endOffset ? "" : last.textContent);
  return start < end ? [start, end] : null;
}

function findWords(sought) {
  const from = drawn ? drawn[0] + 1 : 0;
  const found = [];
  for (const block of part("text").children) {
    const pieces = [...block.querySelectorAll("[data-at]")];
    const text = pieces.map((one) => one.textContent).join("");
    const place = (index) => {
      let left = index;
      for (const one of pieces) {
        if (left <= one.textContent.length && (left < one.textContent.length || one === pieces.at(-1))) return [one, left];
        left -= one.textContent.length;
      }
    };
    for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + 1)) {
      const [piece, offset] = place(at);
      const start = Number(piece.dataset.at) + points(piece.textContent.slice(0, offset));
      found.push({ start, from: [piece, offset], to: place(at + sought.length) });
    }
  }
  const hit = found.find((one) => one.start >= from) ?? found[0];
  if (!hit) return say(words.absent, "refused");
  getSelection().setBaseAndExtent(hit.from[0].firstChild, hit.from[1], hit.to[0].firstChild, hit.to[1]);
  hit.from[0].scrollIntoView({ block: "center" });
  noteSelection();
}

function noteSelection() {
  const span = selectedSpan();
  if (!span) return;
  drawn = span;
  part("selection").value = `${getSelection().toString().trim()} ${span[0]}–${span[1]}`;
}

async function make(kind) {
  if (!drawn) return say(words.nothing, "refused");
  if (mayLeave()) draw(await ask(`new?start=${drawn[0]}&end=${drawn[1]}&kind=${kind}`));
}

function requote() {
  const form = part("form");
  if (!drawn) return say(words.nothing, "refused");
  form.elements["cells.start"].value = drawn[0];
  form.elements["cells.end"].value = drawn[1];
  return submit(form);
}

const openForm = async (button) => {
  if (!button || !mayLeave()) return;
  const { form, key = "", cells = "" } = button.dataset;
  draw(await ask(`form?table=${form}&key=${encodeURIComponent(key)}&${cells}`));
};

const actions = {
  next: () => (nextDoubtful() ? show(nextDoubtful()) : say(words.none, "written")),
  after: () => show(step(1)),
  before: () => show(step(-1)),
  accept: () => change({ action: "accept", id: shown }),
  reject: () => change({ action: "reject", id: shown, role: part("role").value }),
  join: () => change({ action: "join", id: shown }),
  split: async () => draw(await ask(`split?id=${encodeURIComponent(shown)}&start=${drawn ? drawn[0] : ""}`)),
  undo: () => change({ action: "undo" }),
  milestone: () => make("milestone"),
  quantity: () => make("quantitative"),
  requote,
  leave: () => show(shown),
  edit: () => part("form")?.querySelector("select, input:not([type=hidden]), textarea")?.focus(),
  find: () => part("words").focus(),
  help: () => (part("help").open = !part("help").open),
  evidence: () => openForm(document.querySelector("[data-form=evidence][data-cells]")),
  observation: () => openForm(document.querySelector("[data-form=observations][data-cells]")),
};
const keys = {
  n: "next", j: "after", k: "before", a: "accept", x: "reject", s: "split", g: "join", u: "undo", m: "milestone",
  q: "quantity", w: "requote", e: "edit", f: "find", v: "evidence", o: "observation", "?": "help",
};
const needsRow = new Set(["accept", "reject", "split", "join", "requote"]);

const run = (name) => attempt(() => (needsRow.has(name) && !part("role") ? null : actions[name]()));

document.addEventListener("click", (event) => {
  const mark = event.target.closest("mark[data-targets]");
  const button = event.target.closest("button[data-do], button[data-form]");
  if (mark && getSelection().isCollapsed) {
    const ids = mark.dataset.targets.split(" ");
    attempt(() => show(ids[(ids.indexOf(shown) + 1) % ids.length]));
  } else if (button) {
    if (button.dataset.do) run(button.dataset.do);
    else attempt(() => openForm(button));
  }
});
document.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.target.id === "finder") findWords(part("words").value);
  else attempt(() => submit(event.target));
});
document.addEventListener("input", (event) => {
  if (event.target.closest("#form")) changed = true;
  if (event.target.id === "cells-indicator_id" && part("form").querySelector(".indicator")) {
    const known = [...event.target.list.options].some((one) => one.value === event.target.value);
    part("form").querySelector(".indicator").open = !known;
  }
});
document.addEventListener("selectionchange", noteSelection);
document.addEventListener("keydown", (event) => {
  const inForm = event.target.closest("input:not([type=checkbox]), textarea, select");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && part("form")) {
    event.preventDefault();
    part("form").requestSubmit();
  } else if (event.key === "Escape") {
    if (inForm?.closest("#form") || !part("role")) attempt(() => show(shown));
    else part("text").focus();
  } else if (event.key === "Enter" && event.target.matches("mark")) {
    attempt(() => show(event.target.dataset.targets.split(" ")[0]));
  } else if (!inForm && part("keys").checked && !event.ctrlKey && !event.metaKey && !event.altKey && keys[event.key]) {
    event.preventDefault();
    run(keys[event.key]);
  }
});
addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});
shown = words.shown;
paint();
