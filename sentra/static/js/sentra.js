// Small comforts on every page. Each works on data- attributes that the templates write, and each page
// works without this file.

const all = (selector, root = document) => root.querySelectorAll(selector);

/** Theme: set it at once; the form's own POST does the same where there is no JavaScript. */
const dark = document.querySelector("link[data-dark]");
const themes = { light: "not all", dark: "screen", auto: "screen and (prefers-color-scheme: dark)" };
for (const form of all("form[data-theme-choice]")) {
  form.addEventListener("submit", (event) => {
    const theme = event.submitter?.value;
    if (!dark || !(theme in themes)) return;
    event.preventDefault();
    dark.media = themes[theme];
    document.documentElement.dataset.theme = theme;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `sentra_tema=${theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    for (const button of all("button", form)) button.ariaPressed = String(button.value === theme);
  });
}

/** Menus close on Escape, on a click elsewhere, and when another opens. */
const closeMenus = (but) => {
  for (const menu of all("details.menu[open]")) if (menu !== but) menu.open = false;
};
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

/** A form that only chooses what to see goes by itself, and needs no button unless one types in it. */
for (const form of all("form[data-autosubmit]")) {
  const typed = form.querySelector("input:is([type=search], [type=text], :not([type]))");
  for (const button of all("[data-autosubmit-button]", form)) button.hidden = !typed;
  form.addEventListener("change", (event) => {
    if (!["search", "text"].includes(event.target.type) && form.reportValidity()) form.requestSubmit();
  });
}

/** Ask before something that cannot simply be taken back. */
const ask = (form) => {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const text = Object.assign(document.createElement("p"), { textContent: form.dataset.confirm, id: "ask" });
  dialog.setAttribute("aria-labelledby", "ask");
  const footer = Object.assign(document.createElement("form"), { method: "dialog", className: "actions" });
  for (const [value, label, kind] of [["", form.dataset.confirmNo, "secondary"], ["yes", form.dataset.confirmYes, "danger"]]) {
    footer.append(Object.assign(document.createElement("button"), { value, textContent: label, className: `btn btn-${kind}` }));
  }
  dialog.append(text, footer);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => {
    dialog.remove();
    resolve(dialog.returnValue === "yes");
  }));
};
for (const form of all("form[data-confirm]")) {
  form.addEventListener("submit", async (event) => {
    if (form.dataset.confirmed) return;
    event.preventDefault();
    if (!(await ask(form))) return;
    form.dataset.confirmed = "1";
    form.requestSubmit(event.submitter);
  });
}

/** A form is sent once: the pressed button is busy until the next page. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  for (const form of all("form[data-sent]")) delete form.dataset.sent;
  for (const button of all("[aria-busy]")) button.removeAttribute("aria-busy");
});

/** Dialogs: data-open names the dialog to show. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  const dialog = opener && document.getElementById(opener.dataset.open);
  if (!dialog) return;
  event.preventDefault();
  dialog.showModal();
});

/** Printing. */
for (const button of all("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

/** Copying an address. */
for (const input of all("input[data-select]")) input.addEventListener("focus", () => input.select());
for (const button of all("button[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    const label = button.querySelector("span");
    const before = label.textContent;
    label.textContent = button.dataset.done;
    setTimeout(() => { label.textContent = before; }, 2500);
  });
}

/** What went wrong with a form comes into focus. */
document.querySelector("[data-focus]")?.focus();

/** A day wider than the screen begins where now is. */
for (const frame of all(".day-scroll")) {
  const now = frame.querySelector(".day-now line")?.getBoundingClientRect();
  if (now) frame.scrollLeft = now.left - frame.getBoundingClientRect().left - frame.clientWidth / 2;
}

/** A table filter: data-filter names the table; rows without the words are hidden. */
for (const input of all("input[data-filter]")) {
  const table = document.getElementById(input.dataset.filter);
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of all("tbody tr", table)) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
    table.dispatchEvent(new Event("filtered"));
  });
}

/** The end of a span keeps its distance when the start moves: data-moves names it. */
for (const start of all("select[data-moves]")) {
  const end = document.getElementById(start.dataset.moves);
  let before = start.selectedIndex;
  start.addEventListener("change", () => {
    const moved = end.selectedIndex + start.selectedIndex - before;
    end.selectedIndex = Math.max(0, Math.min(moved, end.options.length - 1));
    before = start.selectedIndex;
  });
}
