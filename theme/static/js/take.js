// Hands out the rows that the filter leaves, in their order, as CSV or as an Excel workbook.
"use strict";
(() => {
  const take = document.getElementById("take");
  const form = document.getElementById("filters");
  const table = document.querySelector("#targets table");
  if (!take || !form || !table) return;
  const output = document.getElementById("taken");
  const told = take.dataset;
  const COVER = "说明 About";
  const DATA = "数据 Data";
  const NAME_LENGTH = 60;

  const shownRows = () => [...table.tBodies[0].rows].filter((row) => !row.hidden);

  const filterWords = () =>
    [...form.elements]
      .filter((field) => field.name && field.value.trim())
      .map((field) => ({
        label: form.querySelector(`label[for="${field.id}"]`).textContent,
        value: field.selectedOptions ? field.selectedOptions[0].textContent : field.value.trim(),
      }));

  const fileName = (words, suffix) => {
    const safe = words.map(({ value }) => value).join("-").replace(/[^\p{L}\p{N}]+/gu, "-");
    const short = [...safe].slice(0, NAME_LENGTH).join("").replace(/^-+|-+$/g, "");
    return `${told.name}${short && "-"}${short}.${suffix}`;
  };

  const parseCsv = (text) => {
    const rows = [];
    let row = [];
    const cells = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/y;
    while (cells.lastIndex < text.length) {
      const found = cells.exec(text);
      if (!found) throw new Error("not a CSV");
      row.push(found[1].startsWith('"') ? found[1].slice(1, -1).replaceAll('""', '"') : found[1]);
      if (found[2] !== ",") {
        rows.push(row);
        row = [];
      }
    }
    return rows;
  };

  const wholeRows = async (shown) => {
    const response = await fetch(told.table, { cache: "no-cache" });
    if (!response.ok) throw new Error(response.statusText);
    const [header, ...rows] = parseCsv(await response.text());
    const key = header.indexOf("target_id");
    const byId = new Map(rows.map((row) => [row[key], row]));
    const names = told.numbers.split(" ");
    const chosen = shown.map((row) => byId.get(row.dataset.target));
    // A page kept from before may name promises that the table no longer has.
    if (chosen.includes(undefined)) throw new Error("another edition");
    return {
      rows: [header, ...chosen],
      numbers: new Set(header.flatMap((name, column) => (names.includes(name) ? [column] : []))),
    };
  };

  // Opened from a folder, a page may not read the file beside it: then it gives what it shows.
  const visibleRows = (shown) => {
    const text = (cell) => cell.textContent.replace(/\s+/g, " ").trim();
    const headers = [...table.tHead.rows[0].cells];
    return {
      rows: [headers.map(text), ...shown.map((row) => [...row.cells].map(text))],
      numbers: new Set(headers.flatMap((one, column) => (one.dataset.sort === "number" ? [column] : []))),
    };
  };

  const coverRows = (words, count) => {
    const facts = {
      "{filter}": words.map(({ label, value }) => label + told.colon + value).join(" · ") || told.all,
      "{rows}": String(count),
      "{address}": location.href,
    };
    return JSON.parse(told.cover).map((row) => row.map((cell) => facts[cell] ?? cell));
  };

  const hand = async (format) => {
    const shown = shownRows();
    const words = filterWords();
    let message = told.saved;
    const { rows, numbers } = await wholeRows(shown).catch(() => {
      message = told.visible;
      return visibleRows(shown);
    });
    if (format === "csv") {
      const isNumber = (text, column) => numbers.has(column) && Workbook.NUMBER.test(text);
      Csv.saveLines(rows.map((row) => Csv.line(row, isNumber)), fileName(words, format));
    } else {
      const widths = rows[0].map((_, column) => (numbers.has(column) ? 12 : 18));
      const sheets = [
        { title: COVER, rows: coverRows(words, shown.length), widths: [24, 60, 60] },
        { title: DATA, rows, widths, numbers, header: true },
      ];
      Csv.save(Workbook.render(sheets), fileName(words, format));
    }
    output.textContent = message.replace("{n}", shown.length);
  };

  take.addEventListener("click", (event) => {
    const { format } = event.target.dataset;
    if (format) hand(format);
  });
  form.addEventListener("input", () => { output.textContent = ""; });
  form.addEventListener("reset", () => { output.textContent = ""; });
})();
