// What a person with a phone, a keyboard or a screen reader would stumble over on this page.
() => {
  const faults = [];
  const seen = (element) => element.checkVisibility({ visibilityProperty: true });
  const say = (fault, element) => faults.push(`${fault}: ${element.outerHTML.slice(0, 120)}`);
  const named = (element) =>
    element.getAttribute("aria-label") || element.getAttribute("aria-labelledby") ||
    element.textContent.trim() || element.title || element.querySelector("[aria-label]");

  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) faults.push(`scrolls sideways: ${root.scrollWidth} > ${innerWidth}`);
  if (!root.lang) faults.push("no language");
  if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1");

  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) faults.push(`id twice: ${id}`);

  let level = 0;
  for (const heading of document.querySelectorAll("main :is(h1, h2, h3, h4, h5, h6)")) {
    const now = Number(heading.tagName[1]);
    if (seen(heading) && now > level + 1) say("heading skips a level", heading);
    level = now;
  }
  for (const control of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    if (!control.labels?.length && !control.getAttribute("aria-label")) say("no label", control);
  }
  for (const actor of document.querySelectorAll("a[href], button, summary")) if (seen(actor) && !named(actor)) say("no name", actor);
  for (const image of document.querySelectorAll("img:not([alt])")) say("no alternative", image);
  for (const described of document.querySelectorAll("[aria-describedby]")) {
    for (const id of described.getAttribute("aria-describedby").split(" ")) {
      if (!document.getElementById(id)) say("description is missing", described);
    }
  }
  // WCAG 2.2, 2.5.8: 24 by 24, except links within a sentence, what a larger label also presses,
  // and what stands on a scale to say where it is: a stall on the plan, a short booking in the day.
  for (const target of document.querySelectorAll("button, summary, select, input:not([type=hidden]), a[href]")) {
    const box = target.getBoundingClientRect();
    const small = Math.min(box.width, box.height) < 23.5;
    const excused = target.closest("svg, .visually-hidden, .skip, .is-sliver") || target.labels?.length ||
      (target.tagName === "A" && getComputedStyle(target).display === "inline");
    if (small && seen(target) && !excused) say(`target ${Math.round(box.width)} × ${Math.round(box.height)}`, target);
  }
  return faults;
}
