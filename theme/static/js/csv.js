// Writes CSV in the browser and hands files to the reader.
"use strict";
globalThis.Csv = (() => {
  const cell = (text, numeric) => {
    // Published cells never begin like a formula; should one do so, a spreadsheet must not run it.
    const safe = /^[=+\-@\t\r]/.test(text) && !numeric ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };

  // Cells are texts; `isNumber` tells by text and column of those that stand as they are.
  const line = (cells, isNumber) => `${cells.map((text, column) => cell(text, isNumber(text, column))).join(",")}\n`;

  const save = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };

  const saveLines = (lines, name) => save(new Blob(lines, { type: "text/csv;charset=utf-8" }), name);

  return { line, save, saveLines };
})();
