// The floor plan and its twin, the table: choosing in one shows in the other, and zooming.
// Without this file a stall's link loads the page anew with the stall chosen, or opens the stall's page.

const plan = document.querySelector("svg.plan");
const panel = document.querySelector("[data-plan-details]");
const rowOf = (code) => document.querySelector(`[data-plan-row="${CSS.escape(code)}"]`);
const spaceOf = (code) => plan.querySelector(`[data-code="${CSS.escape(code)}"]`);

const element = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

/** The details panel says what the table's row says, and offers what the row offers. */
const describe = (code, row) => {
  const facts = element("dl", { className: "facts" });
  for (const cell of row.querySelectorAll("td[data-label]")) {
    if (!cell.textContent.trim()) continue;
    const value = element("dd", {});
    for (const node of cell.childNodes) value.append(node.cloneNode(true));
    facts.append(element("dt", { textContent: cell.dataset.label }), value);
  }
  const actions = element("div", { className: "actions" });
  for (const action of row.querySelectorAll(".row-actions > *")) {
    const copy = action.cloneNode(true);
    copy.classList.remove("btn-small");
    actions.append(copy);
  }
  const url = row.querySelector("th a")?.href ?? spaceOf(code).href.baseVal;
  actions.append(element("a", { className: "btn", href: url, textContent: panel.dataset.more }));
  panel.replaceChildren(element("span", { className: "plate plate-big", textContent: code }), facts, actions);
};

const choose = (code, scroll) => {
  const space = spaceOf(code);
  const row = rowOf(code);
  if (!space || !row) return false;
  for (const other of document.querySelectorAll(".is-selected")) other.classList.remove("is-selected");
  space.classList.add("is-selected");
  row.classList.add("is-selected");
  // Drawn last, so that no neighbour covers the chosen one's edge.
  plan.querySelector("[data-plan-ring]").setAttribute("d", space.querySelector("path").getAttribute("d"));
  describe(code, row);
  history.replaceState(null, "", space.getAttribute("href"));
  if (scroll) panel.scrollIntoView({ block: "nearest", behavior: "smooth" });
  return true;
};

if (plan && panel) {
  plan.addEventListener("click", (event) => {
    const space = event.target.closest("[data-code]");
    if (!space || event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (choose(space.dataset.code, true)) event.preventDefault();
  });
}

/** Filtering the table dims the rest of the plan. */
for (const table of document.querySelectorAll("table")) {
  table.addEventListener("filtered", () => {
    for (const row of table.querySelectorAll("[data-plan-row]")) {
      spaceOf(row.dataset.planRow)?.classList.toggle("is-dim", row.hidden);
    }
  });
}

/** Three sizes, keeping the middle in the middle. */
const zoom = document.querySelector("[data-plan-zoom]");
if (plan && zoom) {
  let level = 0;
  const frame = plan.parentElement;
  zoom.hidden = false;
  zoom.addEventListener("click", (event) => {
    const step = Number(event.target.closest("[data-zoom]")?.dataset.zoom ?? 0);
    const x = (frame.scrollLeft + frame.clientWidth / 2) / frame.scrollWidth;
    const y = (frame.scrollTop + frame.clientHeight / 2) / frame.scrollHeight;
    level = Math.min(2, Math.max(0, level + step));
    plan.classList.toggle("is-large", level > 0);
    plan.classList.toggle("zoom-1", level === 1);
    plan.classList.toggle("zoom-2", level === 2);
    frame.scrollTo(x * frame.scrollWidth - frame.clientWidth / 2, y * frame.scrollHeight - frame.clientHeight / 2);
  });
}
