// Rows of steps: which are open is remembered, Alt with an arrow moves one, and a handle drags it. Rows are exchanged by
// edit.js, numbers and arrows are turned by the server; without this script the buttons of each row do the same.
"use strict";

for (const form of document.querySelectorAll("form[data-steps]")) {
  const rows = () => [...form.querySelectorAll(".step-row")];
  const press = (what) => form.dispatchEvent(new CustomEvent("part:press", { detail: what }));
  const handles = () => form.querySelectorAll("[data-drag]").forEach((each) => (each.hidden = false));
  handles();
  form.addEventListener("part:placed", handles);

  form.addEventListener(
    "toggle",
    (event) => {
      if (!event.target.matches(".step-row > details")) return;
      form.elements.steps_open.value = rows().filter((row) => row.querySelector("details").open).map((row) => row.dataset.place).join(",");
    },
    true,
  );

  form.addEventListener("keydown", (event) => {
    const way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    const row = event.target.closest?.(".step-row");
    // In a list Alt with an arrow opens it.
    if (!way || !row || !event.altKey || event.ctrlKey || event.isComposing || event.target.matches("select")) return;
    const button = row.querySelector(`button[value^="${way}:"]:not(:disabled)`);
    if (!button) return;
    event.preventDefault();
    press(button.value);
  });

  // --- dragging: the row stays where it is until it is let go; a line shows where it would stand ---
  let held = null;
  const clear = () => rows().forEach((row) => row.classList.remove("held", "drop-before", "drop-after"));
  const over = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest?.(".step-row:has([data-drag])");
  const isBefore = (event, row) => event.clientY < row.getBoundingClientRect().top + row.getBoundingClientRect().height / 2;
  form.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest?.("[data-drag]");
    if (!handle || event.button) return;
    event.preventDefault();
    held = handle.closest(".step-row");
    held.classList.add("held");
    handle.setPointerCapture(event.pointerId);
  });
  form.addEventListener("pointermove", (event) => {
    if (!held) return;
    const row = over(event);
    rows().forEach((each) => each.classList.remove("drop-before", "drop-after"));
    if (row && row !== held) row.classList.add(isBefore(event, row) ? "drop-before" : "drop-after");
    if (event.clientY < 80) scrollBy(0, -20);
    else if (event.clientY > innerHeight - 80) scrollBy(0, 20);
  });
  form.addEventListener("pointerup", (event) => {
    if (!held) return;
    const row = over(event);
    const from = rows().indexOf(held);
    let to = rows().indexOf(row);
    if (row && row !== held) {
      if (!isBefore(event, row)) to += 1;
      if (to > from) to -= 1;
      if (to !== from) press(`move:${held.dataset.place}:${to}`);
    }
    held = null;
    clear();
  });
  form.addEventListener("pointercancel", () => {
    held = null;
    clear();
  });
}
