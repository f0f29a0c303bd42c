// Writes an Excel workbook (ECMA-376) in the browser: a stored zip, text inline, numbers as numbers.
"use strict";
globalThis.Workbook = (() => {
  const CELL_LENGTH = 32767;
  const CUT = "……【过长，全文见 CSV / too long: see the CSV】";
  const DATE = 33; // 1980-01-01, the earliest that a zip can hold: files carry no clock.
  const NUMBER = /^-?\d{1,15}(\.\d{1,15})?$/;
  const SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
  const TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

  const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });
  const checksum = (bytes) => {
    let value = 0xffffffff;
    for (const byte of bytes) value = (value >>> 8) ^ CRC[(value ^ byte) & 0xff];
    return (value ^ 0xffffffff) >>> 0;
  };

  const record = (signature, shorts) => {
    const view = new DataView(new ArrayBuffer(4 + shorts.reduce((sum, [size]) => sum + size, 0)));
    view.setUint32(0, signature, true);
    let at = 4;
    for (const [size, value] of shorts) {
      if (size === 2) view.setUint16(at, value, true);
      else view.setUint32(at, value, true);
      at += size;
    }
    return new Uint8Array(view.buffer);
  };

  const zip = (files) => {
    const parts = [];
    const directory = [];
    let offset = 0;
    for (const [name, text] of files) {
      const [path, data] = [name, text].map((one) => new TextEncoder().encode(one));
      const facts = [[2, 20], [2, 0], [2, 0], [2, 0], [2, DATE], [4, checksum(data)], [4, data.length], [4, data.length], [2, path.length], [2, 0]];
      const local = [record(0x04034b50, facts), path, data];
      directory.push(record(0x02014b50, [[2, 20], ...facts, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]]), path);
      parts.push(...local);
      offset += local.reduce((sum, part) => sum + part.length, 0);
    }
    const size = directory.reduce((sum, part) => sum + part.length, 0);
    const end = record(0x06054b50, [[2, 0], [2, 0], [2, files.length], [2, files.length], [4, size], [4, offset], [2, 0]]);
    return [...parts, ...directory, end];
  };

  const fit = (text) => (text.length <= CELL_LENGTH ? text : text.slice(0, CELL_LENGTH - CUT.length) + CUT);
  const escape = (text) =>
    fit(text)
      .replace(/_x[0-9A-Fa-f]{4}_/g, "_x005F$&")
      .replace(/[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
      .replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

  const letters = (column) => (column < 26 ? "" : letters(Math.floor(column / 26) - 1)) + String.fromCharCode(65 + (column % 26));
  const cell = (text, row, column, style, numeric) => {
    const place = `r="${letters(column)}${row}"${style}`;
    if (text === "") return "";
    if (numeric && NUMBER.test(text)) return `<c ${place}><v>${text}</v></c>`;
    return `<c ${place} t="inlineStr"><is><t xml:space="preserve">${escape(text)}</t></is></c>`;
  };

  const sheet = ({ rows, widths, header = false, numbers = new Set() }) => {
    const frozen = '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>';
    const columns = widths.map((width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`);
    const body = rows.map((cells, at) => {
      const first = header && at === 0;
      const written = cells.map((text, column) => cell(text, at + 1, column, first ? ' s="1"' : "", !first && numbers.has(column)));
      return `<row r="${at + 1}">${written.join("")}</row>`;
    });
    return `${HEAD}<worksheet xmlns="${SHEETS}">${header ? frozen : ""}<cols>${columns.join("")}</cols><sheetData>${body.join("")}</sheetData></worksheet>`;
  };

  // Sheets are {title, rows of texts, widths, header, numbers: the columns that hold numbers}.
  const render = (sheets) => {
    const plain = 'numFmtId="0" fillId="0" borderId="0"';
    const font = (bold) => `<font>${bold}<sz val="11"/><name val="Calibri"/></font>`;
    const style = `<fonts count="2">${font("")}${font("<b/>")}</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf ${plain} fontId="0"/></cellStyleXfs><cellXfs count="2"><xf ${plain} fontId="0" xfId="0"/><xf ${plain} fontId="1" xfId="0" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>`;
    const part = (name, kind) => `<Override PartName="/xl/${name}.xml" ContentType="${TYPES}.${kind}+xml"/>`;
    const link = (id, kind, target) => `<Relationship Id="rId${id}" Type="${LINKS}/${kind}" Target="${target}"/>`;
    const links = (inside) => `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${inside}</Relationships>`;
    const each = (write) => sheets.map((one, at) => write(one, at + 1)).join("");
    return new Blob(
      zip([
        ["[Content_Types].xml", `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>${part("workbook", "sheet.main")}${part("styles", "styles")}${each((_, id) => part(`worksheets/sheet${id}`, "worksheet"))}</Types>`],
        ["_rels/.rels", links(link(1, "officeDocument", "xl/workbook.xml"))],
        ["xl/workbook.xml", `${HEAD}<workbook xmlns="${SHEETS}" xmlns:r="${LINKS}"><sheets>${each(({ title }, id) => `<sheet name="${escape(title)}" sheetId="${id}" r:id="rId${id}"/>`)}</sheets></workbook>`],
        ["xl/_rels/workbook.xml.rels", links(each((_, id) => link(id, "worksheet", `worksheets/sheet${id}.xml`)) + link(sheets.length + 1, "styles", "styles.xml"))],
        ["xl/styles.xml", `${HEAD}<styleSheet xmlns="${SHEETS}">${style}</styleSheet>`],
        ...sheets.map((one, at) => [`xl/worksheets/sheet${at + 1}.xml`, sheet(one)]),
      ]),
      { type: `${TYPES}.sheet` },
    );
  };

  return { render, NUMBER };
})();
