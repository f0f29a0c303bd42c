// Runs one SQL statement on a SQLite file of the site, in memory: nothing is written, rows are bounded.
"use strict";
const MOST_ROWS = 100_000;
const MOST_CHARACTERS = 20_000_000;
let engine;
const opened = new Map();

const open = async ({ script, wasm, file }) => {
  if (!engine) {
    importScripts(script);
    engine = await initSqlJs({ locateFile: () => wasm });
  }
  if (!opened.has(file)) {
    const response = await fetch(file, { cache: "no-cache" });
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    opened.set(file, new engine.Database(bytes));
  }
  return opened.get(file);
};

const text = (value) => {
  if (value === null) return "";
  if (!(value instanceof Uint8Array)) return String(value);
  return `x'${Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("")}'`;
};

// Columns, rows of texts, of each cell whether it is a number, and whether there are more rows.
const answer = (database, sql) => {
  database.run("PRAGMA query_only = ON");
  const found = { columns: null, rows: [], numbers: [], more: false };
  let size = 0;
  for (const statement of database.iterateStatements(sql)) {
    if (found.columns) return { fault: "several" };
    found.columns = statement.getColumnNames();
    while (statement.step()) {
      if (found.rows.length === MOST_ROWS || size > MOST_CHARACTERS) {
        found.more = true;
        break;
      }
      const values = statement.get(null, { useBigInt: true });
      const row = values.map(text);
      size += row.reduce((sum, one) => sum + one.length, 0);
      found.rows.push(row);
      found.numbers.push(values.map((one) => typeof one === "number" || typeof one === "bigint"));
    }
  }
  return found.columns ? found : { fault: "empty" };
};

self.addEventListener("message", async ({ data }) => {
  try {
    const database = await open(data);
    self.postMessage({ running: true });
    self.postMessage(answer(database, data.sql));
  } catch (error) {
    self.postMessage({ fault: "failed", text: error.message });
  }
});
