// Small comforts on top of pages that work without any of this. No inline handlers: the CSP forbids them.
"use strict";

const english = document.documentElement.lang === "en";

// --- running clocks: <time data-until="ISO"> counts down to a moment; the server said what is left when it was drawn ---
function spanWords(milliseconds) {
  const minutes = Math.floor(Math.abs(milliseconds) / 60000);
  const seconds = Math.floor(Math.abs(milliseconds) / 1000) % 60;
  const names = english ? ["d", "h", "min", "s"] : ["วัน", "ชม.", "นาที", "วิ"];
  const parts = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const words = parts.map((number, at) => (number ? `${number} ${names[at]}` : "")).filter(Boolean);
  words.push(`${String(seconds).padStart(2, "0")} ${names[3]}`);
  return words.join(" ");
}

// The reader's clock may be wrong by hours; the page brings the server's. What runs on between two readings is the
// browser's steady clock; it may stand still while the machine sleeps, and the wall clock may be set: whenever the two
// part, and whenever the page is looked at again, the server is asked what time it is.
const drawn = Date.parse(document.querySelector("[data-server-now]")?.dataset.serverNow ?? "");
let offset = Number.isNaN(drawn) ? 0 : drawn - Date.now();
let apart = Date.now() - performance.now();
let asking = false;

async function askTime() {
  if (asking || Number.isNaN(drawn)) return;
  asking = true;
  try {
    const before = performance.now();
    const answer = await fetch("/healthz", { cache: "no-store" });
    const said = Date.parse(answer.headers.get("date") ?? "");
    // The header is cut to the whole second, so on average half of one has passed since; and half of the way here.
    if (answer.ok && !Number.isNaN(said)) offset = said + 500 + (performance.now() - before) / 2 - Date.now();
  } catch {
    // No line to the server: the last offset still holds, and the next look asks again.
  } finally {
    asking = false;
    apart = Date.now() - performance.now();
    tick();
  }
}

function tick() {
  if (Math.abs(Date.now() - performance.now() - apart) > 2000) askTime();
  const now = Date.now() + offset;
  for (const clock of document.querySelectorAll("[data-until]")) {
    const left = Date.parse(clock.dataset.until) - now;
    const late = left < 0;
    clock.textContent = late ? (clock.dataset.lateWords ?? "") + spanWords(left) : spanWords(left);
    clock.classList.toggle("late", late);
    clock.classList.toggle("soon", !late && left < 24 * 3600 * 1000);
  }
  for (const clock of document.querySelectorAll("[data-since]")) clock.textContent = spanWords(now - Date.parse(clock.dataset.since));
  const end = document.querySelector("[data-session-ends]");
  if (end) end.hidden = Date.parse(end.dataset.sessionEnds) - now > 5 * 60 * 1000;
}
if (document.querySelector("[data-until], [data-since], [data-session-ends]")) {
  tick();
  setInterval(tick, 1000);
  // A tab that slept missed its seconds: right at once when it is looked at, not at its next late tick.
  const staleAfter = Number(document.querySelector("[data-reload-after]")?.dataset.reloadAfter ?? 0) * 1000;
  let leftAt = Date.now();
  const look = () => {
    if (document.visibilityState !== "visible") {
      leftAt = Date.now();
      return;
    }
    // A list without a form: its order and words are of another moment by now.
    if (staleAfter && Date.now() - leftAt > staleAfter) return location.reload();
    tick();
    askTime();
  };
  document.addEventListener("visibilitychange", look);
  addEventListener("pageshow", (event) => event.persisted && look());
  addEventListener("online", look);
}

// --- autosave: a form with data-autosave="/buffers?place=..." keeps what is typed for its writer, never in the record ---
// (the sections of a record, which have data-part, are form.js)
for (const form of document.querySelectorAll("form[data-autosave]:not([data-part])")) {
  let timer = 0;
  let dirty = false;
  const said = form.querySelector("[data-autosave-said]");
  const save = async () => {
    timer = 0;
    const answer = await fetch(form.dataset.autosave, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { "X-Requested-With": "autosave" },
    }).catch(() => null);
    if (said) said.textContent = answer?.ok ? said.dataset.kept : said.dataset.failed;
    return Boolean(answer?.ok);
  };
  form.addEventListener("form:leave", (event) => {
    clearTimeout(timer);
    event.detail.push(save());
  });
  form.addEventListener("input", () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, 1500);
  });
  form.addEventListener("submit", () => {
    dirty = false;
    clearTimeout(timer);
  });
  addEventListener("pagehide", () => {
    if (dirty && timer) navigator.sendBeacon(form.dataset.autosave, new URLSearchParams(new FormData(form)));
  });
}

// --- a button that was pressed once is not pressed twice ---
addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || event.defaultPrevented || event.target.matches("[hx-post], [hx-get]")) return;
  setTimeout(() => (button.disabled = true));
});
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[disabled]:not([data-off])")) button.disabled = false;
});

// --- filters send themselves when a choice changes ---
for (const form of document.querySelectorAll("form[data-send-on-change]")) {
  form.addEventListener("change", () => form.requestSubmit());
}

// --- the account card closes when the reader goes on ---
const who = document.querySelector(".who");
addEventListener("click", (event) => {
  if (who?.open && !who.contains(event.target)) who.open = false;
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && who?.open) who.open = false;
});

// --- a row of steps that is wider than the window shows the present one ---
for (const current of document.querySelectorAll(".steps [aria-current], .tabs [aria-current], .picks [aria-current]")) {
  const row = current.closest("ol, ul, nav");
  if (row) row.scrollLeft += current.getBoundingClientRect().left - row.getBoundingClientRect().left - 24;
}

// --- one box ticks all boxes of its name ---
for (const all of document.querySelectorAll("[data-tick-all]")) {
  const boxes = document.getElementsByName(all.dataset.tickAll);
  all.closest("[hidden]")?.removeAttribute("hidden");
  all.addEventListener("change", () => boxes.forEach((box) => (box.checked = all.checked)));
}

// --- printing this page: the browser's own menu does it without a script too ---
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
