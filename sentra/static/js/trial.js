// The trial run of a round with a bar that shows how far it is. Without this file the form waits for
// the whole page instead.

const form = document.querySelector("[data-trial]");
const bar = document.querySelector("[data-trial-bar]");
const said = document.querySelector("[data-trial-said]");
const result = document.querySelector("[data-trial-result]");

const show = ({ done, all, html }) => {
  if (html === undefined) Object.assign(bar, { max: all, value: done });
  else result.innerHTML = html;
  return html !== undefined;
};

const listen = async (answer) => {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let whole = false;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return whole;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) whole = show(JSON.parse(line)) || whole;
  }
};

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = event.submitter ?? form.querySelector("button");
  const asked = new URLSearchParams(new FormData(form));
  button.disabled = true;
  bar.hidden = false;
  bar.removeAttribute("value");
  said.textContent = "";
  try {
    const answer = await fetch(`${form.dataset.trial}?${asked}`);
    // What is wrong with the form, the page itself says best.
    if (answer.status >= 400 && answer.status < 500) return void location.assign(`${form.action}?${asked}`);
    if (!answer.ok || !(await listen(answer))) throw new TypeError(answer.status);
    history.replaceState(null, "", `${form.action}?${asked}`);
  } catch {
    said.textContent = form.dataset.trialFailed;
  }
  bar.hidden = true;
  button.disabled = false;
});
