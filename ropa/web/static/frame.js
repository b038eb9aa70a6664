// The frame's comforts: the menu of a telephone, waiting, no network, and the other language with what is typed.
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
const reach = () => offline && (offline.hidden = navigator.onLine);
addEventListener("offline", reach);
addEventListener("online", reach);
reach();

// --- the other language keeps what is typed: it crosses in this tab's own store and is taken out on arrival ---
const CROSSING = "ropa-crossing";
const MOMENTS = 60000;
const carried = (field) => field.name && !field.closest("[data-finder], .finder") && !/^(hidden|file|password|submit|button)$/.test(field.type);
const fieldsOf = () => [...document.querySelectorAll("main form")].flatMap((form, at) =>
  [...form.elements].filter(carried).map((field, nth) => [`${at}/${nth}/${field.name}`, field]));
const isBox = (field) => field.type === "checkbox" || field.type === "radio";
const stands = (field) => isBox(field) ? field.checked : field.multiple ? [...field.options].map((each) => each.selected) : field.value;
const began = new Map(fieldsOf().map(([key, field]) => [key, JSON.stringify(stands(field))]));
for (const link of document.querySelectorAll("a[hreflang]")) {
  link.addEventListener("click", () => {
    const typed = fieldsOf().filter(([key, field]) => began.get(key) !== JSON.stringify(stands(field)));
    const values = Object.fromEntries(typed.map(([key, field]) => [key, stands(field)]));
    if (typed.length) sessionStorage.setItem(CROSSING, JSON.stringify({ path: location.pathname, at: Date.now(), values }));
  });
}
const crossing = JSON.parse(sessionStorage.getItem(CROSSING) ?? "null");
sessionStorage.removeItem(CROSSING);
if (crossing && crossing.path === location.pathname && Date.now() - crossing.at < MOMENTS) {
  for (const [key, field] of fieldsOf()) {
    if (!(key in crossing.values)) continue;
    const value = crossing.values[key];
    if (isBox(field)) field.checked = value;
    else if (field.multiple) [...field.options].forEach((each, at) => (each.selected = value[at]));
    else field.value = value;
    if (field.form.method === "get") continue; // a filter is sent when its reader wants, not by the change of a language
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
