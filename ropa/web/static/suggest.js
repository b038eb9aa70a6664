// Suggestions below a field: words typed before in this register. Arrow down opens and chooses, Enter or Tab takes, Esc
// closes. Nothing that was typed changes before something is taken; without a line to the server there is no list.
// A text input is an ARIA 1.2 combobox. A textarea keeps its own role, which has no "expanded", and says the rest.
"use strict";
{
  // Shorter than a pause between words, longer than the gap between two keys.
  const PAUSE = 140;
  const PATIENCE = 4000;
  const ROOM = 150;
  const list = Object.assign(document.createElement("ul"), { id: "suggestions", className: "suggestions", hidden: true });
  const said = Object.assign(document.createElement("p"), { className: "sr" });
  list.setAttribute("role", "listbox");
  said.setAttribute("role", "status");
  let field = null;
  let asked = null;
  let timer = 0;
  let taking = false;

  const form = () => field.closest("form[data-suggest]");
  const key = (node) => node.name.split(/[.-]/).filter((part) => !/^(\d+|lines|other|raw)$/.test(part)).pop() ?? "";
  const has = (names, name) => ` ${names} `.includes(` ${name} `);
  const takes = (node) => {
    const of = node.matches?.("textarea, input:not([type]), input[type=text]") && !node.hasAttribute("list") && node.closest("form[data-suggest]");
    return Boolean(of) && has(of.dataset.suggestFields, key(node));
  };
  const inLines = () => field.tagName === "TEXTAREA" && (has(form().dataset.suggestLines, key(field)) || /\.(lines|other)$/.test(field.name));
  const options = () => [...list.children];
  const active = () => list.querySelector("[aria-selected=true]");

  // Where the line stands in which the caret is; the whole text of a field that holds one entry.
  function line() {
    const text = field.value;
    if (!inLines()) return [0, text.length];
    const end = text.indexOf("\n", field.selectionEnd);
    return [text.lastIndexOf("\n", field.selectionStart - 1) + 1, end < 0 ? text.length : end];
  }

  function begin(node) {
    field = node;
    if (field.tagName === "INPUT") field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-haspopup", "listbox");
    field.autocomplete = "off";
    tell(false);
  }

  function tell(open) {
    if (field.tagName === "INPUT") field.setAttribute("aria-expanded", String(open));
    if (open) field.setAttribute("aria-controls", list.id);
    else field.removeAttribute("aria-controls");
    if (!open) field.removeAttribute("aria-activedescendant");
  }

  function close() {
    clearTimeout(timer);
    asked?.abort();
    asked = null;
    if (list.hidden) return;
    list.hidden = true;
    said.textContent = "";
    if (field) tell(false);
  }

  // Below the field, or above where there is more room: never over it, nor under the keys of a telephone.
  function place() {
    if (list.hidden) return;
    if (!field.isConnected) return close();
    const box = field.getBoundingClientRect();
    const seen = window.visualViewport ?? { height: innerHeight, offsetTop: 0 };
    const bottom = seen.offsetTop + seen.height - (form().querySelector(".form-end")?.offsetHeight ?? 0);
    const below = bottom - box.bottom - 8;
    const above = box.top - seen.offsetTop - 8;
    const under = below >= ROOM || below >= above;
    const width = Math.min(Math.max(box.width, 260), innerWidth - 16);
    const left = Math.max(8, Math.min(box.left, innerWidth - width - 8));
    list.style.cssText = `width:${width}px;left:${left}px;max-height:${Math.max(96, Math.min(340, under ? below : above))}px;` +
      (under ? `top:${Math.round(box.bottom + 2)}px` : `bottom:${Math.round(innerHeight - box.top + 2)}px`);
  }

  function choose(option) {
    active()?.setAttribute("aria-selected", "false");
    if (!option) return field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  async function ask() {
    const mine = field;
    const [from, to] = line();
    const words = mine.value.slice(from, to).trim();
    asked?.abort();
    const question = (asked = new AbortController());
    const late = setTimeout(() => question.abort(), PATIENCE);
    const address = new URLSearchParams({ field: key(mine), q: words.slice(0, 200), activity: form().dataset.suggestActivity });
    let text = "";
    try {
      const answer = await fetch(`${form().dataset.suggest}?${address}`, { signal: question.signal, headers: { Accept: "text/html" } });
      if (answer.ok && !answer.redirected) text = await answer.text();
    } catch {
      // No line, or a newer question: what is typed is not touched, and nobody is told.
    }
    clearTimeout(late);
    if (question === asked && mine === field && document.activeElement === mine) show(text, words, mine.value.trim() !== "");
  }

  function show(text, words, isFilled) {
    const made = document.createElement("template");
    made.innerHTML = text;
    const [from, to] = line();
    const others = inLines() ? [...field.value.slice(0, from).split("\n"), ...field.value.slice(to).split("\n")].map((each) => each.trim()) : [];
    // A whole answer is for an empty field alone: it takes the place of everything in it.
    const kept = [...made.content.querySelectorAll("[role=option]")].filter((each) => ("whole" in each.dataset ? !isFilled : !others.includes(each.dataset.value)));
    if (!kept.length) return close();
    const of = form();
    list.setAttribute("aria-label", of.dataset.suggestLabel);
    list.replaceChildren(...kept);
    (of.closest("dialog") ?? document.body).append(list, said);
    list.hidden = false;
    list.scrollTop = 0;
    list.dataset.words = words;
    tell(true);
    place();
    said.textContent = of.dataset.suggestSaid.replace("#", kept.length);
  }

  function take(option, onwards) {
    const whole = "whole" in option.dataset;
    const more = onwards && !whole && inLines();
    const [from, to] = whole ? [0, field.value.length] : line();
    const text = option.dataset.value + (more && to === field.value.length ? "\n" : "");
    close();
    taking = true;
    field.focus();
    field.setSelectionRange(from, to);
    // As typed, so that the browser's own undo takes it back, and autosave hears of it.
    if (!document.execCommand?.("insertText", false, text)) {
      field.setRangeText(text, from, to, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    taking = false;
    if (more && to !== from + text.length) timer = setTimeout(ask, 0);
  }

  function move(step) {
    const all = options();
    const at = all.indexOf(active()) + step;
    choose(step < 0 && at < -1 ? all.at(-1) : at < 0 || at >= all.length ? null : all[at]);
  }

  document.addEventListener("focusin", (event) => takes(event.target) && begin(event.target));
  document.addEventListener("focusout", (event) => event.target === field && close());
  document.addEventListener("input", (event) => {
    if (event.target !== field || taking || event.isComposing) return;
    clearTimeout(timer);
    choose(null);
    timer = setTimeout(ask, PAUSE);
  });
  document.addEventListener("compositionend", (event) => {
    if (event.target !== field) return;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  document.addEventListener("click", (event) => {
    // A telephone has no arrow keys: a tap into an empty field, or the field that one is in, shows what there is.
    if (event.target === field && list.hidden && field.value.slice(...line()).trim() === "") ask();
  });
  document.addEventListener("keydown", (event) => {
    if (event.target !== field || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
    const open = !list.hidden;
    if (event.key === "ArrowDown" && !event.shiftKey && (open || field.value.indexOf("\n", field.selectionEnd) < 0)) {
      event.preventDefault();
      if (open) move(1);
      else ask();
    } else if (open && event.key === "ArrowUp" && active()) {
      event.preventDefault();
      move(-1);
    } else if (open && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (open && active() && (event.key === "Enter" || event.key === "Tab") && !event.shiftKey) {
      if (event.key === "Enter") event.preventDefault();
      take(active(), event.key === "Enter");
    }
  }, true);
  // The field keeps the caret while somebody points at the list.
  list.addEventListener("pointerdown", (event) => event.pointerType === "mouse" && event.preventDefault());
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option, true);
  });
  for (const name of ["scroll", "resize"]) addEventListener(name, place, { capture: true, passive: true });
  window.visualViewport?.addEventListener("resize", place);
  if (document.activeElement && takes(document.activeElement)) begin(document.activeElement);
}
