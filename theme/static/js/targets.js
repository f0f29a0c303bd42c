// Filters and sorts the table of promises; without it the whole table is there.
"use strict";
(() => {
  const form = document.getElementById("filters");
  const holder = document.getElementById("targets");
  const table = holder?.querySelector("table");
  const output = document.getElementById("filter-count");
  if (!form || !table || !output) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const facts = JSON.parse(document.getElementById("target-rows").textContent);
  rows.forEach((row, number) => {
    const { value, unit, ...own } = facts[number];
    Object.assign(row.dataset, own);
    Object.assign(row.cells[1].dataset, { value, unit });
    for (const column of [2, 5]) row.cells[column].dataset.value = row.cells[column].textContent;
  });
  const fields = [...form.elements].filter((field) => field.name);
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));

  const matches = (row, values) =>
    Object.entries(values).every(([name, value]) => {
      if (!value) return true;
      if (name === "q") return value.toLowerCase().split(/\s+/).every((word) => texts.get(row).includes(word));
      return (row.dataset[name] ?? "").split(" ").includes(value);
    });

  const apply = () => {
    const values = Object.fromEntries(fields.map((field) => [field.name, field.value.trim()]));
    let shown = 0;
    for (const row of rows) {
      row.hidden = !matches(row, values);
      if (!row.hidden) shown += 1;
    }
    const { template, none } = output.dataset;
    output.textContent = shown ? template.replace("{n}", shown).replace("{all}", rows.length) : none;
    const query = new URLSearchParams(Object.entries(values).filter(([, value]) => value));
    const address = query.size ? `?${query}` : location.pathname;
    try { history.replaceState(null, "", address + location.hash); } catch { /* a file has no history */ }
  };

  const key = (row, column, kind) => {
    const cell = row.cells[column];
    if (kind !== "number") return cell.textContent.trim();
    const value = cell.dataset.value;
    return value === "" || value === undefined ? null : [cell.dataset.unit ?? "", Number(value)];
  };

  const sort = (header, column) => {
    const descending = header.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const kind = header.dataset.sort;
    const compare = (a, b) => {
      const [x, y] = [key(a, column, kind), key(b, column, kind)];
      if (x === null || y === null) return (x === null) - (y === null);
      const language = document.documentElement.lang;
      // Figures of different units are not compared: each unit is sorted by itself.
      const order = kind === "number"
        ? x[0].localeCompare(y[0], language) || x[1] - y[1]
        : x.localeCompare(y, language);
      return descending ? -order : order;
    };
    body.append(...[...rows].sort(compare));
  };

  const sorts = holder.dataset.sorts.split(" ");
  [...table.tHead.rows[0].cells].forEach((header, column) => {
    header.dataset.sort = sorts[column];
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = header.textContent;
    button.addEventListener("click", () => sort(header, column));
    header.replaceChildren(button);
  });
  const query = new URLSearchParams(location.search);
  for (const field of fields) if (query.has(field.name)) field.value = query.get(field.name);
  const more = form.querySelector("details");
  more.open = fields.some((field) => field.value && more.contains(field));
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.classList.add("is-ready");
  apply();
})();
