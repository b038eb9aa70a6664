// Cells copied from Excel, LibreOffice, Google Sheets or Word: into a table from the cell on (shown first, then pasted),
// into a list one line each; and the whole table out again. Without this the same is done in a text box of the page.
"use strict";

const MOST_CELLS = 40000;

// The words of a cell as its program shows them: a line for <br> and for each paragraph, no spaces of the source.
function cellWords(node) {
  let text = "";
  const walk = (at) => {
    for (const child of at.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) text += child.data.replace(/[ \t\r\n]+/g, " ");
      else if (child.nodeName === "BR") text += "\n";
      else if (child.nodeType === Node.ELEMENT_NODE) {
        const block = /^(P|DIV|LI)$/.test(child.nodeName);
        if (block && text && !text.endsWith("\n")) text += "\n";
        walk(child);
        if (block && !text.endsWith("\n")) text += "\n";
      }
    }
  };
  walk(node);
  return text.replaceAll("\u00a0", " ").split("\n").map((line) => line.trim()).join("\n").trim();
}

// Merged cells are parted: their words stand in the first one, as a spreadsheet pastes them.
function tableCells(table) {
  const grid = [];
  [...table.rows].forEach((row, y) => {
    grid[y] ??= [];
    let x = 0;
    for (const cell of row.cells) {
      while (grid[y][x] !== undefined) x += 1;
      for (let down = 0; down < Math.min(cell.rowSpan || 1, table.rows.length - y); down += 1) {
        grid[y + down] ??= [];
        for (let right = 0; right < Math.min(cell.colSpan, 100); right += 1) grid[y + down][x + right] = down || right ? "" : cellWords(cell);
      }
      x += cell.colSpan;
    }
  });
  const width = Math.max(0, ...grid.map((row) => row.length));
  return grid.map((row) => Array.from({ length: width }, (_, x) => row[x] ?? ""));
}

// Cells as tab-separated text; the server reads it back the same (ropa/imports/rules_pasted.py).
const quoted = (cell) => (/[\n\t]/.test(cell) || cell.startsWith('"') ? `"${cell.replaceAll('"', '""')}"` : cell);
const tabbed = (grid) => grid.map((row) => row.map(quoted).join("\t")).join("\n");

// What was copied: cells when it is a table and nothing beside it, else null.
function copiedCells(data) {
  const html = data.getData("text/html");
  if (html) {
    // Styles are taken out as text: the page's policy would refuse them, and say so, even where nothing is drawn.
    const plain = html.replace(/<style[\s\S]*?<\/style\s*>/gi, "").replace(/\sstyle\s*=\s*("[^"]*"|'[^']*')/gi, "");
    const made = new DOMParser().parseFromString(plain, "text/html");
    made.querySelectorAll("script, title, meta, head").forEach((each) => each.remove());
    const tables = made.querySelectorAll("table");
    if (tables.length) {
      const grid = tableCells(tables[0]);
      tables.forEach((each) => each.remove());
      if (!made.body.textContent.trim() && grid.length && grid[0].length) return grid;
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
    if (cells && cells.length * cells[0].length > MOST_CELLS) return;
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
