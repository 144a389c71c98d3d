// The button on a round's page that recomputes its draw: fetches the record, shows how far it is, and
// says what it came to. Without this file the page names the program that does the same.

import { Differs, verifyRound } from "./verify-round.js";

for (const box of document.querySelectorAll("[data-verify]")) {
  const words = JSON.parse(box.dataset.words);
  const button = box.querySelector("[data-verify-start]");
  const bar = box.querySelector("progress");
  const said = box.querySelector("[data-verify-said]");

  const fill = (text, { file = "", line = "", n = "" }) =>
    text.replace("{f}", file).replace("{l}", line).replace("{n}", n);

  const read = async (name) => {
    const answer = await fetch(box.dataset.verify + name, { cache: "no-cache" });
    if (answer.status === 404) return undefined;
    if (!answer.ok) throw new TypeError(answer.status);
    return new Uint8Array(await answer.arrayBuffer());
  };

  const verdict = (text, good) => {
    said.textContent = text;
    said.className = good ? "verdict verdict-good" : "verdict verdict-bad";
  };

  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    bar.hidden = false;
    said.className = "";
    said.textContent = words.busy;
    try {
      const found = await verifyRound(read, {
        published: box.dataset.commitment,
        progress: (done, all) => Object.assign(bar, { max: all, value: done }),
      });
      const n = new Intl.NumberFormat(document.documentElement.lang).format(found.applicants);
      verdict(`${words.ok} ${fill(words.applicants, { n })}`, true);
    } catch (error) {
      if (error instanceof Differs) verdict(fill(words[error.reason] ?? words.wrong, error), false);
      else verdict(words.network, false);
    }
    bar.hidden = true;
    button.disabled = false;
  });
}
