// The search from every page: Ctrl+K opens one field, arrows choose, Enter opens, Esc closes. Without this file the
// link in the page's head leads to /search, which does the same.
"use strict";
{
  const opener = document.querySelector("[data-finder-open]");
  const made = document.querySelector("template[data-finder]");
  let box = null;
  let field = null;
  let list = null;
  let asked = null; // the request under way
  let timer = 0;
  let shown = ""; // the words whose choices are on the screen

  const choices = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    field.removeAttribute("aria-activedescendant");
    if (!option) return;
    option.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  async function ask() {
    const words = field.value.trim();
    asked?.abort();
    const mine = (asked = new AbortController());
    let text = "";
    try {
      const answer = await fetch(`/search/found?q=${encodeURIComponent(words)}`, { signal: mine.signal, headers: { Accept: "text/html" } });
      // Sent on to the sign-in page, or an error: its page is no list of choices.
      if (answer.ok && !answer.redirected) text = await answer.text();
    } catch {
      if (mine.signal.aborted) return;
    }
    if (mine !== asked) return;
    shown = words;
    if (text) list.innerHTML = text;
    else list.replaceChildren(Object.assign(document.createElement("p"), { className: "finder-said", textContent: list.dataset.failed }));
    const first = choices()[0];
    field.setAttribute("aria-expanded", String(Boolean(first)));
    if (first) field.setAttribute("aria-controls", "finder-list");
    else field.removeAttribute("aria-controls");
    choose(words ? first : null);
  }

  function build() {
    document.body.append(made.content.cloneNode(true));
    box = document.querySelector("dialog.finder");
    field = box.querySelector("input");
    list = box.querySelector(".finder-found");
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, 150);
    });
    field.addEventListener("keydown", (event) => {
      const all = choices();
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && all.length) {
        event.preventDefault();
        const at = all.indexOf(chosen());
        choose(all[at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length]);
      } else if (event.key === "Enter" && !event.isComposing && chosen() && shown === field.value.trim()) {
        // Words whose choices have not come yet are sent as the form, which shows the page of all.
        event.preventDefault();
        chosen().click();
      }
    });
    box.querySelector("[data-finder-close]").addEventListener("click", () => box.close());
    box.addEventListener("click", (event) => event.target === box && box.close());
    box.addEventListener("close", () => asked?.abort());
  }

  function open() {
    if (!box) build();
    if (box.open) return field.select();
    if (document.querySelector("dialog[open]")) return;
    field.value = "";
    list.replaceChildren();
    box.showModal();
    field.focus();
    ask();
  }

  if (opener && made && window.HTMLDialogElement) {
    addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.code === "KeyK") {
        event.preventDefault();
        open();
      }
    });
    opener.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || location.pathname === "/search") return;
      event.preventDefault();
      open();
    });
  }

  // Where somebody goes from here is kept by the server, never by this browser: the next one may be somebody else.
  const keep = (event) => {
    const link = event.target.closest?.("a[data-found]");
    const mark = document.querySelector("input[name=csrf_token]")?.value;
    if (!link || !mark || event.button > 1) return;
    navigator.sendBeacon("/search/places", new URLSearchParams({ kind: link.dataset.found, key: link.dataset.key, csrf_token: mark }));
  };
  addEventListener("click", keep);
  addEventListener("auxclick", keep);
}
