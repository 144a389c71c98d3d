// Finding while typing: the form's own GET, its answer's results put in place. Without this file the
// form's button does the same with a page load.

const pause = 250;

for (const form of document.querySelectorAll("form[data-find]")) {
  const field = form.querySelector("input[type=search]");
  const keeper = document.querySelector("form[data-keep-query]");
  let timer;
  let asked = 0;

  const find = async () => {
    const mine = ++asked;
    const url = new URL(form.action);
    url.search = new URLSearchParams(new FormData(form));
    const answer = await fetch(url, { headers: { accept: "text/html" } });
    if (!answer.ok || mine !== asked) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    const results = found.getElementById(form.dataset.find);
    document.getElementById(form.dataset.find).replaceChildren(...results.childNodes);
    keeper?.setAttribute("action", found.querySelector("form[data-keep-query]").getAttribute("action"));
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(find, pause);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    find();
  });
}
