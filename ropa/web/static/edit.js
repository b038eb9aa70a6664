// Comforts of a section's form: rows change without a new page, everything can be undone, keys for those who type.
"use strict";

const word = (name) => document.querySelector("[data-form-words]")?.content.querySelector(`[data-say="${name}"]`)?.textContent ?? "";
// What travels with the form but is no part of what somebody wrote.
const NOT_WRITTEN = new Set(["csrf_token", "do", "view", "zoom", "paste_text", "paste_at", "paste_how", "removed", "before", "_removed", "steps_open"]);
const MOST_STEPS = 60;
const isText = (field) => field?.matches?.("textarea:not([readonly]), input:not([type=radio]):not([type=checkbox]):not([type=hidden])");

for (const form of document.querySelectorAll("form[data-part]")) {
  const part = () => document.getElementById(form.dataset.part);
  form.classList.add("live");
  let composing = false;
  form.addEventListener("compositionstart", () => (composing = true));
  form.addEventListener("compositionend", () => (composing = false));

  // --- exchanging the part that has the fields: focus, caret and scroll stay; what is typed meanwhile is sent again ---
  const ask = (fields, what) => {
    const body = new URLSearchParams(fields ?? new FormData(form));
    if (fields) body.set("csrf_token", form.elements.csrf_token.value);
    body.set("do", what);
    return fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true", Accept: "text/html" } }).catch(() => null);
  };
  const written = () => [...new FormData(form)].filter(([name]) => !NOT_WRITTEN.has(name)).map(([name, value]) => [name, String(value).replaceAll("\r\n", "\n")]);
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  let exchanging = false;
  async function exchange(what, fields = null) {
    if (exchanging) return false;
    exchanging = true;
    try {
      for (let tries = 0; ; tries += 1) {
        const before = written();
        const answer = await ask(fields, what);
        if (!answer?.ok || answer.redirected) return plainly(what, answer);
        const text = await answer.text();
        if (composing || (!same(before, written()) && tries < 3)) {
          if (composing) await new Promise((done) => form.addEventListener("compositionend", () => setTimeout(done), { once: true }));
          continue;
        }
        place(text, what);
        return true;
      }
    } finally {
      exchanging = false;
    }
  }
  const plainly = (what, answer) => {
    // No line: the table stays as it is, the form says so. Anything else is a page of its own, with all that was typed.
    if (!answer || answer.status >= 500) {
      form.dispatchEvent(new Event("input", { bubbles: true }));
      return false;
    }
    const plain = document.createElement("input");
    Object.assign(plain, { type: "hidden", name: "do", value: what });
    form.append(plain);
    form.submit();
    return false;
  };
  const place = (text, what) => {
    const wrap = part().querySelector(".table-wrap");
    const [left, top, held] = [wrap?.scrollLeft ?? 0, wrap?.scrollTop ?? 0, document.activeElement];
    const caret = isText(held) && held.id ? [held.selectionStart, held.selectionEnd] : null;
    const [id, inside] = [held?.id, part().contains(held)];
    const open = part().querySelector(".jumps")?.open;
    part().outerHTML = text;
    if (open) part().querySelector(".jumps")?.setAttribute("open", "");
    part().querySelector(".table-wrap")?.scrollTo(left, top);
    const moved = /^(up|down):/.exec(what)?.[1];
    const fresh = part().querySelector(".fresh");
    const next =
      (moved && (fresh?.querySelector(`button[value^="${moved}:"]:not(:disabled)`) ?? fresh?.querySelector("button:not(:disabled)"))) ||
      part().querySelector("[autofocus]") ||
      fresh?.querySelector("textarea, input:not([type=hidden])") ||
      (inside && id && document.getElementById(id));
    next?.focus?.();
    if (caret && next && next.id === id) next.setSelectionRange(...caret);
    // The button that was pressed is gone with its row: go on beside it, not at the top of the page.
    if (inside && !next) (part().querySelector(".undoing button, .happened button") ?? part().querySelector("button, textarea"))?.focus();
    form.dispatchEvent(new CustomEvent("part:placed"));
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (button?.name !== "do" || ["save", "next"].includes(button.value)) return;
    event.preventDefault();
    if (button.value === "draw" && button.matches(".redraw, .sr")) return form.dispatchEvent(new CustomEvent("part:draw"));
    press(button.value);
  });
  const LABELS = { add: "did-add", remove: "did-remove", up: "did-up", down: "did-up", move: "did-up", above: "did-add", pasted: "did-paste", back: "did-back", undo: "did-back" };
  // One after the other: a button that is pressed while the answer to another is on its way is not lost.
  let line = Promise.resolve();
  const press = (what) => (line = line.then(() => pressNow(what), () => pressNow(what)));
  async function pressNow(what) {
    record(word("did-type"));
    if (await exchange(what)) record(word(LABELS[what.split(":")[0]] ?? "did-type"));
  }
  form.addEventListener("part:press", (event) => press(event.detail));

  // --- undoing: what the form said before each row, paste or field; the browser's own undo stays inside a text field ---
  let now = written();
  const [past, future] = [[], []];
  const [undoButton, redoButton] = [form.querySelector("[data-undo]"), form.querySelector("[data-redo]")];
  const happened = document.createElement("p");
  happened.className = "sr";
  happened.setAttribute("role", "status");
  form.append(happened);
  if (undoButton) undoButton.closest("[data-undoing]").hidden = false;
  const show = () => {
    for (const [button, steps] of [[undoButton, past], [redoButton, future]]) {
      if (!button) continue;
      const label = steps.at(-1)?.label;
      button.disabled = !steps.length;
      button.querySelector("span").textContent = label ? `${button.dataset.words}: ${label}` : button.dataset.words;
    }
  };
  function record(label) {
    const next = written();
    if (same(next, now)) return;
    past.push({ state: now, label });
    if (past.length > MOST_STEPS) past.shift();
    future.length = 0;
    now = next;
    show();
  }
  const labelOf = (field) => {
    const words = field.labels?.[0]?.textContent ?? field.closest("[role=group]")?.querySelector(".label")?.textContent ?? "";
    return `${word("did-type")} ${words.replace(/\s+/g, " ").replace("*", "").trim().slice(0, 40)}`.trim();
  };
  form.addEventListener("focusout", (event) => event.target.name && record(labelOf(event.target)));
  form.addEventListener("change", (event) => event.target.name && record(labelOf(event.target)));
  const step = async (from, to, words) => {
    record(word("did-type"));
    const back = from.pop();
    if (!back) return;
    if (!inPlace(back.state) && !(await exchange("draw", back.state))) return from.push(back);
    to.push({ state: now, label: back.label });
    now = written();
    show();
    happened.textContent = `${words} ${back.label}`;
  };
  // The same fields with other values need no new table: focus and scroll stay where they are.
  const inPlace = (state) => {
    const current = written();
    const names = (pairs) => JSON.stringify([...new Set(pairs.map(([name]) => name))].sort());
    if (names(current) !== names(state)) return false;
    const left = new Map();
    for (const [name, value] of state) left.set(name, [...(left.get(name) ?? []), value]);
    for (const field of form.elements) {
      if (!field.name || NOT_WRITTEN.has(field.name) || !left.has(field.name)) continue;
      if (field.matches("[type=radio], [type=checkbox]")) field.checked = left.get(field.name).includes(field.value);
      else {
        const value = left.get(field.name).shift() ?? "";
        if (field.value.replaceAll("\r\n", "\n") !== value) {
          if ("defaultValue" in field) field.defaultValue = value;
          field.value = value;
        }
      }
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
    return same(written(), state);
  };
  const undo = () => step(past, future, word("undone"));
  const redo = () => step(future, past, word("redone"));
  undoButton?.addEventListener("click", undo);
  redoButton?.addEventListener("click", redo);

  // --- keys ---
  const dialog = form.querySelector("[data-keys]");
  const single = form.querySelector("[data-keys-single]");
  const KEYS = "ropa-single-keys";
  if (single) single.checked = localStorage.getItem(KEYS) !== "off";
  single?.addEventListener("change", () => localStorage.setItem(KEYS, single.checked ? "on" : "off"));
  const opener = form.querySelector("[data-keys-open]");
  if (opener) opener.hidden = false;
  opener?.addEventListener("click", () => dialog.showModal());
  const focusable = "textarea:not([hidden]), select, input:not([type=hidden])";
  const into = (target) => {
    const field = target.matches(`${focusable}, [tabindex]`) ? target : target.querySelector(focusable);
    field?.focus();
    field?.scrollIntoView({ block: "nearest" });
  };
  const kindOf = (field) => field.id.replace(/\d+/g, "#");
  const along = (way) => {
    const field = document.activeElement;
    const row = field.closest?.(".typed-rows");
    const all = row
      ? [...row.querySelectorAll(focusable)].filter((each) => kindOf(each) === kindOf(field))
      : [...form.querySelectorAll(".ask:not(.inner)")].map((each) => each.querySelector(focusable)).filter(Boolean);
    const at = row ? all.indexOf(field) : all.findIndex((each) => each.closest(".ask:not(.inner)").contains(field));
    const next = at < 0 ? all[way > 0 ? 0 : all.length - 1] : all[at + way];
    if (next) into(next);
  };
  const toProblem = (way) => {
    const links = [...form.querySelectorAll('.problems a[href^="#"], .jumps a[href^="#"]')];
    const targets = [...new Set(links.map((each) => document.getElementById(each.hash.slice(1))).filter(Boolean))];
    targets.sort((one, other) => (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
    const held = document.activeElement;
    const at = targets.findIndex((each) => each === held || each.contains(held));
    const next = at < 0 ? targets[way > 0 ? 0 : targets.length - 1] : targets[(at + way + targets.length) % targets.length];
    if (next) into(next);
  };
  const addRow = () => {
    const held = document.activeElement;
    const row = held.closest?.("tr, .row-card, .ask:not(.inner)");
    const inLine = held.closest?.(".of-line") && row?.querySelector('.line-head button[value^="add:"]');
    const button = inLine || row?.querySelector('.rows-head button[value^="add:"]') || held.closest?.("tbody")?.querySelector('.rows-head button[value^="add:"]') || row?.closest(".ask")?.querySelector('button[value^="add:"]') || [...form.querySelectorAll('button[value^="add:"]')].at(-1);
    if (button) press(button.value);
  };
  const saveBy = (what) => form.requestSubmit([...form.querySelectorAll('.form-end button[name="do"]')].find((each) => each.value === what));
  addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const control = event.ctrlKey || event.metaKey;
    const key = event.key.length === 1 ? event.code.replace("Key", "").toLowerCase() : event.key;
    const act = {
      "control s": () => saveBy("save"),
      "control Enter": () => saveBy("next"),
      "control shift Enter": addRow,
      "control slash": () => dialog?.showModal(),
      "alt PageDown": () => along(1),
      "alt PageUp": () => along(-1),
      F8: () => toProblem(1),
      "shift F8": () => toProblem(-1),
      "control z": undo,
      "control shift z": redo,
      "control y": redo,
    }[[control && "control", event.altKey && "alt", event.shiftKey && "shift", key].filter(Boolean).join(" ")];
    const field = event.target;
    if (act === undo || act === redo) {
      // Inside a text that was typed the browser undoes letter by letter; what it cannot reach is undone here.
      if (isText(field) && (!form.contains(field) || field.value !== field.defaultValue)) return;
    }
    if (act) {
      event.preventDefault();
      act();
    } else if (event.key === "?" && !control && !event.altKey && single?.checked && !isText(field) && field.tagName !== "SELECT") {
      event.preventDefault();
      dialog?.showModal();
    }
  });

  // --- texts grow with their words where the style sheet cannot do it ---
  if (!CSS.supports("field-sizing", "content")) {
    const grow = (field) => {
      field.style.height = "auto";
      field.style.height = `${field.scrollHeight + 2}px`;
    };
    form.addEventListener("input", (event) => event.target.matches("textarea") && grow(event.target));
    form.querySelectorAll("textarea").forEach(grow);
  }
}
