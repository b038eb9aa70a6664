// An arrow of the exchange map and its rows in the table light each other up; viewer.js does the same for boxes.
"use strict";

function watchMap(pane, table) {
  const rows = [...table.querySelectorAll("[data-arrow]")];
  const flowOf = (number) => pane.querySelector(`.flow[data-line="${CSS.escape(number)}"]`);
  const nodeOf = (key) => pane.querySelector(`[data-node="${CSS.escape(key)}"]`);
  let lit = [];

  const clear = () => {
    if (!lit.length) return;
    for (const each of lit) each.classList.remove("lit", "near");
    lit = [];
    pane.querySelector("svg")?.classList.remove("dimmed");
  };
  const light = (number) => {
    clear();
    const flow = flowOf(number);
    if (!flow) return;
    const ends = [nodeOf(flow.dataset.from), nodeOf(flow.dataset.to)].filter(Boolean);
    lit = [flow, ...ends, ...rows.filter((row) => row.dataset.arrow === number)];
    for (const each of lit) each.classList.add(ends.includes(each) ? "near" : "lit");
    pane.querySelector("svg").classList.add("dimmed");
    return flow;
  };
  const reveal = (flow) => {
    const [inner, outer] = [flow.getBoundingClientRect(), pane.getBoundingClientRect()];
    pane.scrollBy({ left: inner.left + inner.width / 2 - outer.left - pane.clientWidth / 2, top: inner.top + inner.height / 2 - outer.top - pane.clientHeight / 2 });
  };

  document.addEventListener("mouseover", (event) => {
    if (event.target.closest("[data-node]")) return;
    const number = event.target.closest(".flow[data-line]")?.dataset.line ?? event.target.closest("[data-arrow]")?.dataset.arrow;
    if (number !== undefined) light(number);
    else clear();
  });
  pane.addEventListener("click", (event) => {
    const number = event.target.closest(".flow[data-line]")?.dataset.line;
    const row = number !== undefined && rows.find((each) => each.dataset.arrow === number);
    if (!row) return;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "center" });
  });
  const show = (row) => {
    const flow = light(row.dataset.arrow);
    if (!flow) return;
    pane.closest("figure").scrollIntoView({ block: "start" });
    reveal(flow);
  };
  table.addEventListener("click", (event) => {
    const row = !event.target.closest("a") && event.target.closest("[data-arrow]");
    if (row) show(row);
  });
  table.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-arrow]");
    if (row) light(row.dataset.arrow);
  });
  // One stop for the Tab key, arrows from row to row, Enter to the picture.
  table.addEventListener("keydown", (event) => {
    const row = event.target;
    if (!rows.includes(row)) return;
    const next = rows[rows.indexOf(row) + ({ ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0)];
    if (event.key === "Enter") show(row);
    else if (next && next !== row) {
      event.preventDefault();
      for (const each of rows) each.tabIndex = each === next ? 0 : -1;
      next.focus();
    }
  });
  for (const row of rows) row.tabIndex = row === rows[0] ? 0 : -1;
}

const mapPane = document.querySelector(".viewer-window");
const mapTable = document.querySelector("[data-map-rows]");
if (mapPane && mapTable) watchMap(mapPane, mapTable);
