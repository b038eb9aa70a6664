// Work on many records: how many are ticked, ticking a row of boxes, copying the list's link, going on with a run.
const list = document.querySelector("[data-bulk]");
if (list) {
  const said = list.querySelector("[data-picked]");
  const all = list.querySelector("[name=all]");
  let last = null;
  const tell = () => {
    const picked = list.querySelectorAll("[name=pick]:checked").length;
    said.textContent = all && all.checked ? said.dataset.everything : said.dataset.picked.replace("0", picked);
  };
  // Shift and a click ticks every box from the last one that was clicked.
  list.addEventListener("click", (event) => {
    const box = event.target;
    if (box.name !== "pick") return;
    const boxes = [...list.querySelectorAll("[name=pick]")];
    if (event.shiftKey && last && boxes.includes(last)) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      for (const each of boxes.slice(from, to + 1)) each.checked = box.checked;
    }
    last = box;
  });
  list.addEventListener("change", tell);
  tell();
}

for (const link of document.querySelectorAll("[data-copy-link]")) {
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || !navigator.clipboard) return;
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(link.href);
      link.querySelector("[role=status]").textContent = link.dataset.copied;
    } catch {
      location.href = link.href;
    }
  });
}

// A run that is not finished goes on by itself while somebody looks; without a script a button does it.
const unfinished = document.querySelector("[data-go-on]");
if (unfinished) setTimeout(() => unfinished.requestSubmit(unfinished.querySelector("[value=go]")), 300);
