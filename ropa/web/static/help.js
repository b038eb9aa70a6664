// Words of the glossary explained where they stand: by pointer, by keyboard, by touch. Without this file each is a link
// to its entry of /glossary. What is shown stays while pointer or focus is on the word or on the explanation; Esc ends it
// (WCAG 1.4.13).
"use strict";
{
  const thai = document.documentElement.lang !== "en";
  const known = new Map();
  let tip = null;
  let word = null; // the word that is explained now
  let timer = 0;
  let touched = false;

  async function meaning(key) {
    if (!known.has(key)) {
      const answer = await fetch(`/api/v1/glossary/${encodeURIComponent(key)}`, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) throw new Error("no meaning");
      known.set(key, await answer.json());
    }
    return known.get(key);
  }

  function build() {
    tip = document.createElement("div");
    tip.id = "term-tip";
    tip.className = "term-tip";
    tip.setAttribute("role", "tooltip");
    tip.hidden = true;
    tip.addEventListener("pointerenter", () => clearTimeout(timer));
    tip.addEventListener("pointerleave", later);
    // Inside a landmark, where who reads by landmarks finds it.
    (document.querySelector("main") ?? document.body).append(tip);
  }

  function hide() {
    clearTimeout(timer);
    if (!tip || tip.hidden) return;
    tip.hidden = true;
    word?.removeAttribute("aria-describedby");
    word = null;
  }

  // Long enough to bring the pointer over to the explanation.
  function later() {
    clearTimeout(timer);
    timer = setTimeout(() => document.activeElement !== word && hide(), 300);
  }

  function place() {
    const at = word.getBoundingClientRect();
    const wide = document.documentElement.clientWidth;
    tip.style.left = `${Math.max(8, Math.min(at.left, wide - tip.offsetWidth - 8)) + scrollX}px`;
    const below = at.bottom + tip.offsetHeight + 8 < innerHeight;
    tip.style.top = `${(below ? at.bottom + 4 : Math.max(8, at.top - tip.offsetHeight - 4)) + scrollY}px`;
  }

  async function show(link) {
    clearTimeout(timer);
    if (link === word) return;
    hide();
    if (!tip) build();
    word = link;
    let found = null;
    try {
      found = await meaning(link.dataset.term);
    } catch {
      // The link still leads to the page; nothing is said twice.
    }
    if (word !== link) return;
    if (!found) {
      word = null;
      return;
    }
    const head = document.createElement("strong");
    head.textContent = thai ? found.th : found.en;
    const body = document.createElement("p");
    body.textContent = thai ? found.meaning_th : found.meaning_en;
    tip.replaceChildren(head, body);
    // As the pages cite it (ropa/web/citations.py): sections without the name of their act are of the PDPA.
    const law = thai ? (found.law || "").replace(/(PDPA )?\bss?\.(?=\d)/g, "มาตรา ") : found.law;
    if (law) tip.append(Object.assign(document.createElement("p"), { className: "law", textContent: law }));
    tip.hidden = false;
    link.setAttribute("aria-describedby", tip.id);
    place();
  }

  const term = (event) => event.target instanceof Element && event.target.closest("a[data-term]");
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const link = term(event);
    if (link) show(link);
    else if (word && !tip?.contains(event.target)) later();
  });
  document.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch";
    if (word && !term(event) && !tip?.contains(event.target)) hide();
  });
  document.addEventListener("focusin", (event) => {
    const link = term(event);
    if (link) show(link);
    else hide();
  });
  document.addEventListener("click", (event) => {
    const link = term(event);
    // The first touch explains; a touch on a word that is explained already follows its link.
    if (link && touched && (link !== word || tip?.hidden !== false || !link.dataset.told)) {
      event.preventDefault();
      document.querySelectorAll("a[data-told]").forEach((each) => delete each.dataset.told);
      link.dataset.told = "1";
      show(link);
    }
  });
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Escape" && tip && !tip.hidden) {
        hide();
        event.stopPropagation();
      }
    },
    true,
  );
}
