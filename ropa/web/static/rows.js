// The editable tables: their pictures follow what is typed. Rows, undoing and keys are edit.js, pasting is paste.js.
// The window that the picture stands in, and rows and boxes that light each other, are viewer.js.
"use strict";

// Shorter than the gap between the keys of most people, so that a word is not drawn letter by letter.
const PAUSE = 90;
// A server that says nothing for so long is asked again with the next key.
const PATIENCE = 8000;

for (const form of document.querySelectorAll("form[data-rows]")) {
  const picture = form.querySelector("#picture");
  const said = form.querySelector("#picture-said");

  const send = (address, more, signal) => {
    const body = new URLSearchParams(new FormData(form));
    body.delete("do");
    for (const [name, value] of Object.entries(more)) body.set(name, value);
    return fetch(address, { method: "POST", body, headers: { "HX-Request": "true", Accept: "text/html" }, signal });
  };

  // --- the picture follows the table: one question at a time, the newest text next; a fault keeps the last picture ---
  let timer = 0;
  let asking = false;
  let stale = false;
  const show = (answer, text) => {
    if (answer.headers.has("X-Last-Picture")) {
      // What is half typed may be no fault in a moment.
      if (!stale && !timer) said.innerHTML = text;
      return;
    }
    const made = document.createElement("template");
    made.innerHTML = text;
    picture.replaceChildren(made.content);
    said.replaceChildren();
  };
  const draw = async () => {
    clearTimeout(timer);
    timer = 0;
    stale = asking;
    if (asking) return;
    asking = true;
    const answer = await send(form.dataset.picture, {}, AbortSignal.timeout(PATIENCE)).catch(() => null);
    if (answer?.ok && !answer.redirected) show(answer, await answer.text().catch(() => ""));
    asking = false;
    if (stale) draw();
  };
  form.addEventListener("input", (event) => {
    if (event.target.matches?.("[name=view], [name=zoom]")) return;
    clearTimeout(timer);
    timer = setTimeout(draw, PAUSE);
  });
  form.addEventListener("part:draw", draw);
}
