// Putting choices into order at once, and saving that a moment later. Without this file each press
// of an arrow sends the form.

const pause = 600;

for (const form of document.querySelectorAll("form[data-choices]")) {
  const list = form.querySelector(".choices-own");
  const status = form.querySelector("[data-choices-status]");
  let timer;
  let unsaved = false;
  let saving = null;

  const content = () => {
    const sent = new FormData(form);
    sent.set("do", "keep");
    return sent;
  };

  const save = async () => {
    unsaved = false;
    status.textContent = status.dataset.saving;
    const answer = await fetch(form.action, { method: "POST", body: content() }).catch(() => null);
    saving = null;
    if (unsaved) saving = save();
    else status.textContent = answer?.ok ? status.dataset.saved : status.dataset.failed;
  };

  const move = (button) => {
    const line = button.closest("li");
    if (button.dataset.move === "up") line.previousElementSibling.before(line);
    else line.nextElementSibling.after(line);
    [...list.children].forEach((each, at) => {
      each.querySelector(".choice-rank").textContent = at + 1;
      each.querySelector("[data-move=up]").disabled = at === 0;
      each.querySelector("[data-move=down]").disabled = at === list.children.length - 1;
    });
    (button.disabled ? line.querySelector("[data-move]:not(:disabled)") : button).focus();
  };

  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    clearTimeout(timer);
    if (button?.dataset.move) {
      event.preventDefault();
      move(button);
      unsaved = true;
      if (!saving) timer = setTimeout(() => { saving = save(); }, pause);
    } else if (saving) {
      // What is being saved must not arrive after this and undo it.
      event.preventDefault();
      unsaved = false;
      await saving;
      form.requestSubmit(button);
    } else {
      unsaved = false;
    }
  });

  // Whoever leaves at once keeps the order too.
  addEventListener("pagehide", () => {
    if (unsaved) navigator.sendBeacon(form.action, content());
  });
}
