// The editable tables: rows change and pictures follow without a new page. All of it works without this, too.
"use strict";

for (const form of document.querySelectorAll("form[data-rows]")) {
  const picture = form.querySelector("#picture");
  const said = form.querySelector("#picture-said");
  let timer = 0;
  let asked = 0;
  form.classList.add("live");

  const send = (address, more) => {
    const body = new URLSearchParams(new FormData(form));
    body.delete("do");
    for (const [name, value] of Object.entries(more)) body.set(name, value);
    return fetch(address, { method: "POST", body, headers: { "HX-Request": "true", Accept: "text/html" } });
  };

  // --- the picture follows the table; an answer that was overtaken is dropped, a fault keeps the last good picture ---
  const draw = async () => {
    clearTimeout(timer);
    const mine = ++asked;
    picture.classList.add("waiting");
    const answer = await send(form.dataset.picture, {}).catch(() => null);
    const text = answer?.ok ? await answer.text() : "";
    if (mine !== asked) return;
    picture.classList.remove("waiting");
    if (!answer?.ok) return;
    if (answer.headers.has("X-Last-Picture")) said.innerHTML = text;
    else {
      picture.innerHTML = text;
      said.replaceChildren();
    }
  };
  form.addEventListener("input", (event) => {
    if (event.target.matches("[name=view], [name=zoom]")) return;
    clearTimeout(timer);
    timer = setTimeout(draw, 250);
  });

  // --- buttons of rows: the same form, of which only the table is exchanged ---
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (button?.name !== "do" || ["save", "next"].includes(button.value)) return;
    event.preventDefault();
    if (button.value === "draw") return draw();
    const wrap = form.querySelector(".table-wrap");
    const [left, top] = [wrap?.scrollLeft ?? 0, wrap?.scrollTop ?? 0];
    const answer = await send(form.action, { do: button.value }).catch(() => null);
    if (!answer?.ok) {
      // A plain form shows what is wrong: a page of its own, with everything that was typed.
      const plain = document.createElement("input");
      Object.assign(plain, { type: "hidden", name: "do", value: button.value });
      form.append(plain);
      form.submit();
      return;
    }
    form.querySelector("#editor").outerHTML = await answer.text();
    form.querySelector(".table-wrap")?.scrollTo(left, top);
    const next = form.querySelector("#editor [autofocus]") ?? form.querySelector("#editor .fresh textarea");
    next?.focus();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // --- a row and its box in the picture point at each other ---
  const numberOf = (box) =>
    box?.dataset.step ?? (box?.classList.contains("system") ? /^\s*(\d+)\./.exec(box.querySelector("title")?.textContent)?.[1] : undefined);
  const boxOf = (number) => [...picture.querySelectorAll("[data-node]")].find((box) => numberOf(box) === number);
  const light = (number, from) => {
    for (const lit of form.querySelectorAll(".lit")) lit.classList.remove("lit");
    if (!number) return;
    const box = boxOf(number);
    box?.classList.add("lit");
    form.querySelector(`#editor [data-step="${CSS.escape(number)}"]`)?.classList.add("lit");
    if (box && from === "row") {
      const [inner, outer] = [box.getBoundingClientRect(), picture.getBoundingClientRect()];
      if (inner.top < outer.top || inner.bottom > outer.bottom || inner.left < outer.left || inner.right > outer.right)
        picture.scrollBy({
          left: inner.left + inner.width / 2 - outer.left - outer.width / 2,
          top: inner.top + inner.height / 2 - outer.top - outer.height / 2,
        });
    }
  };
  const numberAt = (target) => target.closest?.("#editor [data-step]")?.dataset.step;
  form.addEventListener("focusin", (event) => light(numberAt(event.target), "row"));
  form.addEventListener("mouseover", (event) => {
    const row = numberAt(event.target);
    if (row) light(row, "row");
    else if (picture.contains(event.target)) light(numberOf(event.target.closest("[data-node]")), "picture");
  });
  picture.addEventListener("click", (event) => {
    const number = numberOf(event.target.closest("[data-node]"));
    const row = number && form.querySelector(`#editor [data-step="${CSS.escape(number)}"]`);
    row?.querySelector("textarea")?.focus();
  });

  // --- the picture is dragged with a mouse; fingers scroll it anyway ---
  let held = null;
  picture.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" && event.button === 0) held = [event.clientX, event.clientY];
  });
  addEventListener("pointermove", (event) => {
    if (!held) return;
    picture.scrollBy(held[0] - event.clientX, held[1] - event.clientY);
    held = [event.clientX, event.clientY];
  });
  addEventListener("pointerup", () => (held = null));
}
