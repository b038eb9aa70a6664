// Cells copied from Excel, LibreOffice, Google Sheets or Word: into a table from the cell on (shown first, then pasted),
// into a list one line each; and the whole table out again. Without this the same is done in a text box of the page.
"use strict";

// A table of the form has 500 rows of some 20 columns: what is far larger is left to the browser, which pastes its text.
const MOST_CELLS = 40000;
const MOST_LETTERS = 5000000;

// The words of a cell as its program shows them: a line for <br> and for each paragraph, no spaces of the source.
function cellWords(node) {
  const parts = [];
  const add = (words) => words && parts.push(words);
  const broken = () => parts.at(-1)?.endsWith("\n");
  const walk = (at) => {
    for (const child of at.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) add(child.data.replace(/[ \t\r\n]+/g, " "));
      else if (child.nodeName === "BR") add("\n");
      else if (child.nodeType === Node.ELEMENT_NODE) {
        const block = /^(P|DIV|LI)$/.test(child.nodeName);
        if (block && parts.length && !broken()) add("\n");
        walk(child);
        if (block && !broken()) add("\n");
      }
    }
  };
  walk(node);
  return parts.join("").replaceAll("\u00a0", " ").split("\n").map((line) => line.trim()).join("\n").trim();
}

// Merged cells are parted: their words stand in the first one, as a spreadsheet pastes them. Null: more than MOST_CELLS,
// counted while they are made, because a few cells may say that they reach over thousands of rows and columns.
function tableCells(table) {
  const grid = [];
  const rows = [...table.rows];
  let [made, width] = [0, 0];
  for (const [y, row] of rows.entries()) {
    grid[y] ??= [];
    let x = 0;
    for (const cell of row.cells) {
      while (grid[y][x] !== undefined) x += 1;
      const [down, right] = [Math.min(cell.rowSpan || 1, rows.length - y), Math.min(cell.colSpan, 100)];
      made += down * right;
      if (made > MOST_CELLS || (x + right) * rows.length > MOST_CELLS) return null;
      const words = cellWords(cell);
      for (let to = 0; to < down; to += 1) {
        grid[y + to] ??= [];
        for (let over = 0; over < right; over += 1) grid[y + to][x + over] = to || over ? "" : words;
      }
      x += right;
      width = Math.max(width, x);
    }
  }
  return grid.map((row) => Array.from({ length: width }, (_, x) => row[x] ?? ""));
}

// HTML without its style sheets: the page's policy would refuse them, and say so, even where nothing is drawn.
function unstyled(html) {
  const [first, ...others] = html.split(/<style\b/i);
  const after = others.map((piece) => [piece, piece.search(/<\/style\b/i)]).filter(([, end]) => end >= 0);
  const whole = first + after.map(([piece, end]) => piece.slice(piece.indexOf(">", end) + 1)).join("");
  return whole.replace(/\sstyle\s*=\s*("[^"]*"|'[^']*')/gi, "");
}

// Cells as tab-separated text; the server reads it back the same (ropa/imports/rules_pasted.py).
const quoted = (cell) => (/[\n\t]/.test(cell) || cell.startsWith('"') ? `"${cell.replaceAll('"', '""')}"` : cell);
const tabbed = (grid) => grid.map((row) => row.map(quoted).join("\t")).join("\n");

// What was copied: cells when it is a table and nothing beside it, else null.
function copiedCells(data) {
  const html = data.getData("text/html");
  if (html && html.length <= MOST_LETTERS) {
    const made = new DOMParser().parseFromString(unstyled(html), "text/html");
    made.querySelectorAll("script, title, meta, head").forEach((each) => each.remove());
    const tables = made.querySelectorAll("table");
    if (tables.length) {
      const grid = tableCells(tables[0]);
      tables.forEach((each) => each.remove());
      if (grid?.length && grid[0].length && !made.body.textContent.trim()) return grid;
    }
  }
  const text = data.getData("text/plain");
  return text.includes("\t") ? text : null;
}

for (const form of document.querySelectorAll("form[data-part]")) {
  const words = (name) => document.querySelector("[data-form-words]")?.content.querySelector(`[data-say="${name}"]`)?.textContent ?? "";
  // By the browser's own command, so that Ctrl+Z takes it back letter for letter.
  const insert = (field, text) => {
    field.focus();
    if (!document.execCommand("insertText", false, text)) field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  };
  const takesLines = (field) => field.matches('textarea[name$=".lines"], textarea[name$=".other"]') || (field.matches("textarea") && field.closest(".answer-box")?.querySelector(":scope > .how"));

  form.addEventListener("paste", (event) => {
    const field = event.target;
    if (!field.matches?.("textarea, input") || field.readOnly) return;
    const found = copiedCells(event.clipboardData);
    if (found === null) return;
    const cells = typeof found === "string" ? null : found;
    const one = cells && cells.length === 1 && cells[0].length === 1;
    if (field.name === "paste_text") {
      event.preventDefault();
      insert(field, cells ? tabbed(cells) : found);
    } else if (one) {
      event.preventDefault();
      insert(field, field.matches("input") ? cells[0][0].replaceAll("\n", " ") : cells[0][0]);
    } else if (field.closest(".typed-rows")) {
      event.preventDefault();
      const box = form.querySelector("[name=paste_text]");
      box.value = cells ? tabbed(cells) : found;
      form.querySelector("[name=paste_at]").value = field.id;
      form.dispatchEvent(new CustomEvent("part:press", { detail: "paste" }));
    } else if (takesLines(field)) {
      event.preventDefault();
      const rows = cells ?? found.split("\n").map((row) => row.split("\t"));
      const lines = rows.flat().map((cell) => cell.replace(/\s+/g, " ").trim()).filter(Boolean);
      const [before, after] = [field.value.slice(0, field.selectionStart), field.value.slice(field.selectionEnd)];
      insert(field, `${before && !before.endsWith("\n") ? "\n" : ""}${lines.join("\n")}${after && !after.startsWith("\n") ? "\n" : ""}`);
    }
  });

  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-paste-how]")) form.dispatchEvent(new CustomEvent("part:press", { detail: "paste" }));
  });

  // --- out: as text and as a table, so that Excel and Word both take it ---
  form.addEventListener("part:placed", async () => {
    const box = form.querySelector("[data-copied] textarea");
    if (!box) return;
    const said = form.querySelector("[data-copied-said]");
    try {
      await navigator.clipboard.write([
        new ClipboardItem({ "text/plain": new Blob([box.value], { type: "text/plain" }), "text/html": new Blob([asTable(box.value)], { type: "text/html" }) }),
      ]);
      said.textContent = words("copied");
    } catch {
      said.textContent = words("copy-failed");
      box.select();
    }
  });
}

// The cells of tab-separated text, as `quoted` writes them.
function cellsIn(text) {
  const grid = [[""]];
  let inside = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    const row = grid.at(-1);
    if (inside && sign === '"' && text[at + 1] === '"') row[row.length - 1] += text[(at += 1)];
    else if (sign === '"' && (inside || row.at(-1) === "")) inside = !inside;
    else if (!inside && sign === "\t") row.push("");
    else if (!inside && sign === "\n") grid.push([""]);
    else row[row.length - 1] += sign;
  }
  return grid;
}

function asTable(text) {
  const made = document.implementation.createHTMLDocument("");
  const table = made.body.appendChild(made.createElement("table"));
  for (const row of cellsIn(text)) {
    const line = table.insertRow();
    for (const cell of row) {
      const box = line.insertCell();
      cell.split("\n").forEach((words, at) => box.append(...(at ? [made.createElement("br")] : []), words));
    }
  }
  return made.body.innerHTML;
}
