// A window onto one picture (templates/viewer.html): zoom, pan, the whole screen, print. Without this it only scrolls.
// Scrolling stays the browser's own, so that the page, fingers and keys never get caught; a zoom changes the size only.
"use strict";

const LEAST = 0.04;
const MOST = 4;
const STEP = 1.25;
// A picture that is wider than its window begins no smaller than this: its words can still be read.
const LEGIBLE = 0.55;

function watchPicture(figure) {
  const pane = figure.querySelector(".viewer-window");
  const level = figure.querySelector("[data-viewer-level]");
  const fullButton = figure.querySelector('[data-viewer-do="full"]');
  const start = figure.dataset.viewerStart;
  // An overview: on a narrow screen, where the corner of it would say nothing, the whole of it; else as large as can be read.
  const first = start !== "overview" ? start : matchMedia("(max-width: 47.99rem)").matches ? "whole" : "legible";
  let mode = first;
  let scale = 1;
  figure.classList.add("live");
  for (const hidden of figure.querySelectorAll(".viewer-tools, .viewer-keys")) hidden.hidden = false;

  const drawn = () => pane.querySelector("svg");
  const size = () => {
    const box = drawn()?.viewBox.baseVal;
    return box?.width ? box : null;
  };
  const isFull = () => document.fullscreenElement === figure || figure.classList.contains("filled");

  // --- size: the point of the picture under (x, y) of the window stays there ---
  const resize = (wanted, x = pane.clientWidth / 2, y = pane.clientHeight / 2) => {
    const box = size();
    if (!box) return;
    const frame = pane.getBoundingClientRect();
    const before = drawn().getBoundingClientRect();
    const [atX, atY] = [(frame.left + x - before.left) / before.width, (frame.top + y - before.top) / before.height];
    scale = Math.min(MOST, Math.max(LEAST, wanted));
    drawn().style.width = `${box.width * scale}px`;
    drawn().style.height = `${box.height * scale}px`;
    const after = drawn().getBoundingClientRect();
    pane.scrollLeft += after.left + atX * after.width - frame.left - x;
    pane.scrollTop += after.top + atY * after.height - frame.top - y;
    const words = `${Math.round(scale * 100)} %`;
    if (level.textContent !== words) level.textContent = words;
  };
  const zoom = (by, x, y) => {
    mode = "free";
    resize(scale * by, x, y);
  };
  const fit = (how) => {
    const box = size();
    if (!box || !pane.clientWidth) return;
    mode = how;
    const wide = pane.clientWidth / box.width;
    const legible = Math.min(1, start === "overview" && first === "whole" ? wide : Math.max(wide, LEGIBLE));
    // The window takes the height of the whole width once; it does not jump with every zoom.
    if (!isFull()) pane.style.height = `${Math.ceil(legible * box.height) + 2}px`;
    const whole = Math.min(wide, pane.clientHeight / box.height);
    resize(how === "whole" ? whole : legible);
  };
  let [left, top] = [0, 0];
  pane.addEventListener("scroll", () => ([left, top] = [pane.scrollLeft, pane.scrollTop]), { passive: true });
  const renew = () => {
    const [x, y] = [left, top];
    if (mode === "free") resize(scale);
    else fit(mode);
    pane.scrollTo({ left: x, top: y, behavior: "instant" });
  };
  let seen = 0;
  new ResizeObserver(() => {
    if (pane.clientWidth !== seen) renew();
    seen = pane.clientWidth;
  }).observe(pane);

  // --- the whole screen; the whole window where a browser has no such thing (iPhone) ---
  const full = async () => {
    if (document.fullscreenElement === figure) return document.exitFullscreen();
    if (figure.classList.contains("filled")) return fill(false);
    if (!figure.requestFullscreen) return fill(true);
    await figure.requestFullscreen().catch(() => fill(true));
  };
  const fill = (on) => {
    figure.classList.toggle("filled", on);
    changed();
  };
  const changed = () => {
    fullButton.setAttribute("aria-pressed", String(isFull()));
    requestAnimationFrame(() => fit(isFull() ? "whole" : first));
  };
  figure.addEventListener("fullscreenchange", changed);
  addEventListener("focusin", (event) => {
    if (figure.classList.contains("filled") && !figure.contains(event.target)) fill(false);
  });

  // --- on paper: this picture alone, upright when it is tall ---
  const toPaper = () => {
    figure.classList.add("printed");
    document.documentElement.classList.add("one-picture");
    addEventListener("afterprint", () => {
      figure.classList.remove("printed");
      document.documentElement.classList.remove("one-picture");
    }, { once: true });
    print();
  };

  const tools = {
    in: () => zoom(STEP),
    out: () => zoom(1 / STEP),
    whole: () => fit(mode === "whole" ? "legible" : "whole"),
    real: () => zoom(1 / scale),
    full,
    print: toPaper,
  };
  figure.addEventListener("click", (event) => tools[event.target.closest("[data-viewer-do]")?.dataset.viewerDo]?.());
  const keys = { "+": "in", "=": "in", "-": "out", 0: "whole", 1: "real", f: "full", F: "full" };
  figure.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && figure.classList.contains("filled")) fill(false);
    if (!pane.contains(event.target) || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    tools[keys[event.key]]();
  });

  // --- wheel: with Ctrl, as the browser zooms; in the whole screen there is no page to scroll, so without, too ---
  pane.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey && !isFull()) return;
    event.preventDefault();
    const frame = pane.getBoundingClientRect();
    zoom(Math.exp(-Math.max(-60, Math.min(60, event.deltaY)) / 250), event.clientX - frame.left, event.clientY - frame.top);
  }, { passive: false });

  // --- two fingers zoom; one finger scrolls, which the browser does ---
  let spread = 0;
  const apart = ([one, other]) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
  pane.addEventListener("touchstart", (event) => (spread = event.touches.length === 2 ? apart(event.touches) : 0), { passive: true });
  pane.addEventListener("touchmove", (event) => {
    if (event.touches.length !== 2 || !spread) return;
    event.preventDefault();
    const [one, other] = event.touches;
    const frame = pane.getBoundingClientRect();
    const now = apart(event.touches);
    zoom(now / spread, (one.clientX + other.clientX) / 2 - frame.left, (one.clientY + other.clientY) / 2 - frame.top);
    spread = now;
  }, { passive: false });

  // --- the mouse drags; with Shift it marks text ---
  let held = null;
  let dragged = false;
  pane.addEventListener("mousedown", (event) => {
    const onBar = event.offsetX > pane.clientWidth || event.offsetY > pane.clientHeight;
    if (event.button !== 0 || event.shiftKey || (event.target === pane && onBar)) return;
    event.preventDefault();
    pane.focus({ preventScroll: true, focusVisible: false });
    held = [event.clientX, event.clientY];
    dragged = false;
  });
  addEventListener("mousemove", (event) => {
    if (!held) return;
    const [x, y] = [held[0] - event.clientX, held[1] - event.clientY];
    if (!dragged && Math.hypot(x, y) < 4) return;
    dragged = true;
    pane.classList.add("held");
    pane.scrollBy({ left: x, top: y, behavior: "instant" });
    held = [event.clientX, event.clientY];
  });
  addEventListener("mouseup", () => {
    held = null;
    pane.classList.remove("held");
  });
  pane.addEventListener("click", (event) => {
    if (dragged) event.stopImmediatePropagation();
    dragged = false;
  }, true);
  pane.addEventListener("dblclick", (event) => {
    if (event.target.closest("[data-node]")) return;
    const frame = pane.getBoundingClientRect();
    if (scale < 0.95) zoom(1 / scale, event.clientX - frame.left, event.clientY - frame.top);
    else fit("legible");
  });

  // --- a picture that was exchanged keeps the size and the place that were chosen ---
  const arrived = () => {
    const box = size();
    figure.classList.toggle("tall", Boolean(box) && box.height > box.width * 1.15);
    renew();
    pane.dispatchEvent(new CustomEvent("viewer:picture", { bubbles: true }));
  };
  new MutationObserver(arrived).observe(pane, { childList: true });
  watchBoxes(figure, pane);
  arrived();
}

// --- boxes: one lights up with its arrows, its partners and its row; keys go from box to box ---
function watchBoxes(figure, pane) {
  const scope = () => document.querySelector(`[data-viewer-rows="${CSS.escape(figure.dataset.viewer)}"]`) ?? document;
  const boxes = () => [...pane.querySelectorAll("[data-node]")];
  const idOf = (box) => box?.getAttribute("data-node");
  // A system of the exchange table has its number in its name.
  const numberOf = (box) =>
    box.dataset.step ?? (box.classList.contains("system") ? /^\s*(\d+)\./.exec(box.querySelector("title")?.textContent)?.[1] : null);
  const rowOf = (box) => {
    const number = numberOf(box);
    return [...scope().querySelectorAll("[data-viewer-row], [data-step]")].find(
      (row) => !pane.contains(row) && (row.dataset.viewerRow ? row.dataset.viewerRow === idOf(box) : number && row.dataset.step === number),
    );
  };
  const boxOf = (row) =>
    boxes().find((box) => (row.dataset.viewerRow ? idOf(box) === row.dataset.viewerRow : numberOf(box) === row.dataset.step));
  const rowAt = (target) => {
    const row = target.closest?.("[data-viewer-row], [data-step]");
    return row && !pane.contains(row) && scope().contains(row) ? row : null;
  };
  let pinned = null;
  let shown = [];

  const light = (box, dim) => {
    const row = box && rowOf(box);
    if (shown[0] === box && shown[1] === row && shown[2] === dim) return;
    for (const lit of [...pane.querySelectorAll(".lit, .near"), shown[1]]) lit?.classList.remove("lit", "near");
    shown = [box, row, dim];
    pane.querySelector(".ring")?.remove();
    // Where no arrows tell what hangs together, nothing steps back.
    pane.querySelector("svg")?.classList.toggle("dimmed", Boolean(box && dim && pane.querySelector(".flow")));
    if (!box) return;
    const area = box.getBBox();
    const ring = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    const places = { x: area.x - 3, y: area.y - 3, width: area.width + 6, height: area.height + 6, rx: 9, class: "ring" };
    for (const [name, value] of Object.entries(places)) ring.setAttribute(name, value);
    // Last in the picture, so that no neighbour covers it.
    const { a, b, c, d, e, f } = box.ownerSVGElement.getScreenCTM().inverse().multiply(box.getScreenCTM());
    ring.setAttribute("transform", `matrix(${a} ${b} ${c} ${d} ${e} ${f})`);
    box.ownerSVGElement.append(ring);
    box.classList.add("lit");
    row?.classList.add("lit");
    const partners = new Set();
    for (const flow of pane.querySelectorAll(".flow")) {
      const { from, to } = flow.dataset;
      if (from !== idOf(box) && to !== idOf(box)) continue;
      flow.classList.add("lit");
      partners.add(from).add(to);
    }
    for (const other of boxes()) if (other !== box && partners.has(idOf(other))) other.classList.add("near");
  };
  const reveal = (box) => {
    const [inner, outer] = [box.getBoundingClientRect(), pane.getBoundingClientRect()];
    const away = (low, high, from, to) => (low < from || high > to ? (low + high - from - to) / 2 : 0);
    const left = away(inner.left, inner.right, outer.left, outer.left + pane.clientWidth);
    const top = away(inner.top, inner.bottom, outer.top, outer.top + pane.clientHeight);
    if (left || top) pane.scrollBy({ left, top });
  };
  const pin = (box) => {
    pinned = idOf(box);
    light(box, true);
  };
  const settle = () => {
    const row = rowAt(document.activeElement ?? document.body);
    const box = (pinned && boxes().find((each) => idOf(each) === pinned)) || (row && boxOf(row));
    light(box, Boolean(pinned));
  };

  const follow = (box, event) => {
    const address = box.dataset.href;
    if (address && /^[/?#](?![/\\])/.test(address)) {
      if (event.ctrlKey || event.metaKey) open(address, "_blank", "noopener");
      else location.assign(address);
      return;
    }
    pin(box);
    const row = rowOf(box);
    // In the whole screen there is no row to go to; the box stays lit.
    if (!row || document.fullscreenElement === figure || figure.classList.contains("filled")) return;
    const into = row.querySelector("textarea") ?? row.querySelector("input:not([type=hidden]), select") ?? row;
    if (into === row && !row.hasAttribute("tabindex")) row.tabIndex = -1;
    into.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  pane.addEventListener("click", (event) => {
    const box = event.target.closest("[data-node]");
    if (box) return follow(box, event);
    pinned = null;
    light(null);
  });
  // What scrolls below a pointer that rests is not pointed at: a row that the keys came to would lose its light to it.
  let [place, rests] = ["", false];
  for (const kind of ["mouseover", "mousemove"]) {
    addEventListener(kind, (event) => {
      const now = `${event.clientX} ${event.clientY}`;
      rests = kind === "mouseover" && now === place;
      place = now;
    }, { capture: true, passive: true });
  }
  pane.addEventListener("mouseover", (event) => {
    if (rests) return;
    const box = event.target.closest("[data-node]");
    if (box) light(box, true);
    else settle();
  });
  pane.addEventListener("mouseleave", settle);
  document.addEventListener("mouseover", (event) => {
    if (rests) return;
    const row = rowAt(event.target);
    if (row) {
      const box = boxOf(row);
      light(box, false);
      // Where the picture is longer than its window, it comes along with the words.
      if (box && scope().dataset?.viewerFollow !== undefined) reveal(box);
    } else if (!pane.contains(event.target)) settle();
  });
  document.addEventListener("focusin", (event) => {
    const row = rowAt(event.target);
    const box = row && boxOf(row);
    if (!row) return;
    if (box && idOf(box) !== pinned) pinned = null;
    light(box, Boolean(pinned));
    if (box) reveal(box);
  });

  // --- keys: Enter goes in, arrows to the nearest box that way, Enter follows, Escape comes out ---
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const go = (box) => {
    for (const each of pane.querySelectorAll('[data-node][tabindex="0"]')) each.tabIndex = -1;
    box.tabIndex = 0;
    box.focus({ preventScroll: true });
    reveal(box);
  };
  const beside = (box, [x, y]) => {
    const middle = (each) => {
      const area = each.getBoundingClientRect();
      return [area.left + area.width / 2, area.top + area.height / 2];
    };
    const [fromX, fromY] = middle(box);
    let [best, least] = [null, Infinity];
    for (const each of boxes()) {
      const [toX, toY] = middle(each);
      const along = (toX - fromX) * x + (toY - fromY) * y;
      const across = Math.abs((toX - fromX) * y) + Math.abs((toY - fromY) * x);
      if (along > 1 && along + 2 * across < least) [best, least] = [each, along + 2 * across];
    }
    return best;
  };
  pane.addEventListener("keydown", (event) => {
    const box = event.target.closest("[data-node]");
    if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      if (box) follow(box, event);
      else if (boxes().length) go(boxes().find((each) => idOf(each) === pinned) ?? boxes()[0]);
    } else if (event.key === "Escape" && (box || pinned)) {
      pinned = null;
      pane.focus({ preventScroll: true });
      light(null);
    } else if (box && ways[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      const next = beside(box, ways[event.key]);
      if (next) go(next);
    }
  });
  pane.addEventListener("focusin", (event) => {
    const box = event.target.closest("[data-node]");
    if (box) light(box, true);
  });
  pane.addEventListener("focusout", settle);
  // A table that is only read: one stop for the Tab key, arrows from row to row, Enter to the box.
  const table = scope();
  const rows = () => [...table.querySelectorAll("[data-viewer-row], [data-step]")];
  if (table !== document && rows().length && !table.querySelector("textarea, select, input")) {
    rows()[0].tabIndex = 0;
    table.addEventListener("click", (event) => {
      // Marking words of a row is no click on it.
      if (event.target.closest("a, button, summary") || !getSelection().isCollapsed) return;
      const box = rowAt(event.target) && boxOf(rowAt(event.target));
      if (!box) return;
      pin(box);
      reveal(box);
      const { top, bottom } = pane.getBoundingClientRect();
      if (bottom < 120 || top > innerHeight - 120) figure.scrollIntoView({ block: "start" });
    });
    table.addEventListener("keydown", (event) => {
      const row = rowAt(event.target);
      if (row !== event.target) return;
      const next = rows()[rows().indexOf(row) + ({ ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0)];
      const box = boxOf(row);
      if (event.key === "Enter" && box) go(box);
      else if (next && next !== row) {
        event.preventDefault();
        for (const each of rows()) each.tabIndex = each === next ? 0 : -1;
        next.focus();
      }
    });
  }
  pane.addEventListener("viewer:picture", () => {
    const svg = pane.querySelector("svg");
    if (!svg) return;
    // A picture with things to press is no longer one image to a screen reader.
    svg.setAttribute("role", "group");
    for (const box of boxes()) {
      box.setAttribute("role", box.dataset.href ? "link" : "button");
      box.setAttribute("tabindex", "-1");
    }
    settle();
  });
}

function watchPictures() {
  for (const figure of document.querySelectorAll("[data-viewer]:not(.live)")) watchPicture(figure);
}
watchPictures();
// What HTMX brings later.
document.addEventListener("htmx:load", watchPictures);
