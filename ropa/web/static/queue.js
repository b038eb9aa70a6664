// The queue of those who approve, by keyboard: j and k or arrows move, Enter reads, x ticks, a approves, r sends back, ? tells.
// Single letters work only while no field has the focus, and can be switched off (WCAG 2.1.4). Without this file every
// act is a link, a disclosure or a button.
"use strict";
{
  const queue = document.querySelector("[data-queue]");
  const help = document.querySelector("[data-keys]");
  const on = document.querySelector("[data-keys-on]");
  const teller = document.querySelector("[data-keys-said]");
  const items = () => [...queue.querySelectorAll("[data-item]")];
  const KEPT = "ropa-queue-keys"; // "off" or nothing: a habit of this computer, and nothing about anybody

  const tell = (words) => {
    teller.textContent = "";
    requestAnimationFrame(() => (teller.textContent = words));
  };

  function kept(value) {
    try {
      if (value === undefined) return localStorage.getItem(KEPT);
      if (value) localStorage.setItem(KEPT, value);
      else localStorage.removeItem(KEPT);
    } catch {
      // A browser that keeps nothing: the keys are on at each visit.
    }
    return null;
  }

  function reach(item) {
    // One stop for Tab: arrows move inside the list, Tab goes on into the record.
    for (const each of items()) each.tabIndex = each === item ? 0 : -1;
    item.focus();
    item.scrollIntoView({ block: "nearest" });
  }

  function act(item, name) {
    const box = item.querySelector(`[data-act=${name}]`);
    if (!box) return tell(teller.dataset.blocked);
    for (const other of item.querySelectorAll("[data-act]")) other.open = other === box;
    const target = box.querySelector("textarea") ?? box.querySelector("form button");
    target.focus();
    target.scrollIntoView({ block: "nearest" });
  }

  function leave(item) {
    for (const each of item.querySelectorAll("[data-act][open]")) each.open = false;
    reach(item);
  }

  function away() {
    // Out of the help, back to the record that was in hand: the only one that Tab stops at.
    help.open = false;
    const back = items().find((each) => each.tabIndex === 0) ?? items()[0];
    if (back) reach(back);
  }

  function move(item, by) {
    const all = items();
    const at = item ? all.indexOf(item) + by : by > 0 ? 0 : all.length - 1;
    if (all[at]) reach(all[at]);
  }

  const typing = (target) => target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable], dialog");

  function press(event) {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
    const item = event.target.closest?.("[data-item]");
    if (event.key === "Escape" && item && item !== event.target) return leave(item);
    if (event.key === "Escape" && help.open && help.contains(event.target)) return away();
    if (typing(event.target)) return;
    const onItem = item === event.target;
    const diff = item?.querySelector("[data-diff]");
    const free = onItem || !event.target.closest?.("a, button, summary, input");
    const deeds = {
      Enter: onItem && (() => {
        diff.open = !diff.open;
        tell(diff.open ? teller.dataset.opened : teller.dataset.closed);
      }),
      ArrowDown: onItem && (() => move(item, 1)),
      ArrowUp: onItem && (() => move(item, -1)),
      " ": onItem && (() => tick(item)),
    };
    if (on.checked) {
      Object.assign(deeds, {
        j: () => move(item, 1),
        k: () => move(item, -1),
        x: item && (() => tick(item)),
        a: item && (() => act(item, "approve")),
        r: item && (() => act(item, "return")),
        "?": () => {
          if (help.open) return away();
          help.open = true;
          help.querySelector("summary").focus();
        },
      });
    }
    const deed = deeds[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!deed || (event.key.length > 1 && !free)) return;
    event.preventDefault();
    deed();
  }

  function tick(item) {
    const box = item.querySelector("input[type=checkbox][name=sign]");
    if (!box) return tell(teller.dataset.blocked);
    box.checked = !box.checked;
    tell(box.checked ? teller.dataset.ticked : teller.dataset.unticked);
  }

  async function fill(diff) {
    const place = diff.open && diff.querySelector("[data-load]");
    if (!place) return;
    const path = place.dataset.load;
    place.removeAttribute("data-load");
    place.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(path, { headers: { Accept: "text/html", "HX-Request": "true" } });
      if (answer.ok && !answer.redirected) place.innerHTML = await answer.text();
      else place.dataset.load = path;
    } catch {
      place.dataset.load = path;
    }
    place.removeAttribute("aria-busy");
  }

  if (queue) {
    help.hidden = false;
    on.checked = kept() !== "off";
    on.addEventListener("change", () => kept(on.checked ? "" : "off"));
    const all = items();
    const first = all.find((each) => each.hasAttribute("autofocus")) ?? all[0];
    for (const each of all) {
      each.tabIndex = each === first ? 0 : -1;
      each.setAttribute("aria-keyshortcuts", "j k Enter x a r");
      // Enter in a tick box would send the form of all ticked records off without a look at it.
      each.querySelector("input[name=sign]")?.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
      for (const back of each.querySelectorAll("[data-back]")) {
        back.hidden = false;
        back.addEventListener("click", () => leave(each));
      }
    }
    // The page came back with the record that is next: its reader goes on there.
    if (first.hasAttribute("autofocus")) first.focus();
    queue.addEventListener("focusin", (event) => {
      const item = event.target.closest("[data-item]");
      for (const each of items()) each.tabIndex = each === item ? 0 : -1;
    });
    // A toggle does not bubble. Where the answer does not come, the links that stand there lead to the same.
    queue.addEventListener("toggle", (event) => event.target.matches("[data-diff]") && fill(event.target), true);
    addEventListener("keydown", press);
  }
}
