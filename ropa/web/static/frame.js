// The frame's comforts: the menu of a telephone, waiting, no network, and the other language without losing what is typed.
// Each page works without any of it.
"use strict";

// --- the menu opens over the page; without this the link leads to the page of all places ---
const menuLink = document.querySelector("[data-menu-open]");
const menu = document.getElementById("menu");
if (menuLink && menu?.showPopover) {
  menuLink.setAttribute("role", "button");
  menuLink.setAttribute("aria-expanded", "false");
  menuLink.setAttribute("aria-controls", "menu");
  menuLink.removeAttribute("aria-current");
  menuLink.addEventListener("click", (event) => {
    event.preventDefault();
    menu.showPopover();
    menu.querySelector("a")?.focus();
  });
  menuLink.addEventListener("keydown", (event) => {
    if (event.key === " ") menuLink.click();
  });
  menu.addEventListener("toggle", (event) => {
    menuLink.setAttribute("aria-expanded", String(event.newState === "open"));
    if (event.newState === "closed" && menu.contains(document.activeElement)) menuLink.focus();
  });
}

// --- a page that takes its time says so; the style sheet waits a third of a second before it shows ---
const busy = document.querySelector(".busy");
let late = 0;
function waits() {
  document.documentElement.dataset.busy = "";
  clearTimeout(late);
  late = setTimeout(() => busy && (busy.textContent = busy.dataset.words), 300);
}
function waited() {
  clearTimeout(late);
  delete document.documentElement.dataset.busy;
  if (busy) busy.textContent = "";
}
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute("download")) return;
  const to = new URL(link.href);
  const here = to.origin === location.origin && to.pathname + to.search === location.pathname + location.search;
  // A file is not a page: the browser stays here, and nothing would end the waiting.
  if (to.origin !== location.origin || here || /\.\w{2,5}$|\/file$|\/content$/.test(to.pathname)) return;
  waits();
});
addEventListener("submit", (event) => {
  if (!event.defaultPrevented && !event.target.matches("[hx-post], [hx-get], [method=dialog]")) waits();
});
addEventListener("pageshow", waited);
document.addEventListener("visibilitychange", waited);

// --- no network: said at the top, and gone when it is back ---
const offline = document.querySelector("[data-offline]");
const toldOffline = offline?.querySelector("span");
const wordsOffline = toldOffline?.textContent;
const reach = () => {
  if (!offline) return;
  offline.hidden = navigator.onLine;
  if (navigator.onLine) toldOffline.textContent = wordsOffline;
  clearTimeout(asksAgain);
};
let asksAgain = 0;
addEventListener("offline", reach);
addEventListener("online", reach);
reach();
// The browser knows its own cable only: a server that is started anew, or a line that is cut behind the router, is asked.
// What a proxy says for it (502 to 504) would put its page over what was typed, just as the browser's own error page.
async function serverAnswers() {
  try {
    const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(8000) });
    return ![502, 503, 504].includes(answer.status);
  } catch {
    return false;
  }
}
async function untilItAnswers() {
  if (navigator.onLine && (await serverAnswers())) reach();
  else asksAgain = setTimeout(untilItAnswers, 3000);
}
// First of all who listen (capture), so that no button is taken away; the sections of a record (data-part) ask the server
// themselves. A form that was found to have its way goes on by itself, with the button that was pressed.
const probing = new Set();
const letGo = new Set();
// Who was heard of just now, by this page itself, is not asked again; nobody has typed much since.
const FRESH = 10000;
let heard = 0;
addEventListener("submit", async (event) => {
  const form = event.target;
  if (!offline || form.getAttribute("method")?.toLowerCase() !== "post" || form.matches("[data-part], [hx-post]")) return;
  if (letGo.delete(form) || (navigator.onLine && performance.now() - heard < FRESH)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!navigator.onLine) return void (toldOffline.textContent = offline.dataset.unsent);
  if (probing.has(form)) return;
  probing.add(form);
  waits();
  const there = await serverAnswers();
  probing.delete(form);
  if (there) {
    reach();
    heard = performance.now();
    letGo.add(form);
    form.requestSubmit(event.submitter);
    return void letGo.delete(form);
  }
  waited();
  offline.hidden = false;
  toldOffline.textContent = offline.dataset.unreached;
  clearTimeout(asksAgain);
  asksAgain = setTimeout(untilItAnswers, 3000);
}, true);

// --- the other language: what is typed is kept on the server first, where the form does that; else its writer is asked.
// Nothing of it goes into the browser's own store: computers of an office are shared.
const written = (form) => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));
const posting = () => [...document.querySelectorAll("main form[method=post]")];
const began = new Map(posting().map((form) => [form, written(form)]));
for (const link of document.querySelectorAll("a[hreflang]")) {
  link.addEventListener("click", async (event) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const changed = posting().filter((form) => began.has(form) && began.get(form) !== written(form));
    if (!changed.length) return;
    event.preventDefault();
    const kept = await Promise.all(changed.map(async (form) => {
      const asked = [];
      form.dispatchEvent(new CustomEvent("form:leave", { detail: asked }));
      return asked.length > 0 && (await Promise.all(asked)).every(Boolean);
    }));
    if (kept.every(Boolean) || confirm(link.dataset.loses)) location.assign(link.href);
  });
}
