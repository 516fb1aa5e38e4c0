/* What the pages do better with a script; each of them is complete without. Nothing leaves the browser. */
(() => {
  "use strict";
  document.documentElement.classList.add("has-script");
  const each = (selector, act) => document.querySelectorAll(selector).forEach(act);
  const now = Date.now();

  // The language switch stays on the clause that is being read.
  const keepClause = () => each("[data-keeps-clause]", (link) => { link.hash = location.hash; });
  addEventListener("hashchange", keepClause);
  keepClause();

  // A page that was built before a version took over says so once that has happened. What has an end may have a
  // beginning too, so that the beginnings come first.
  each("[data-from]", (part) => { if (part.tagName !== "LI" && now >= Date.parse(part.dataset.from)) part.hidden = false; });
  each("[data-until]", (part) => { if (now >= Date.parse(part.dataset.until)) part.hidden = true; });

  // Days to go, counted from today instead of the day of the build; days are days in Japan.
  const day = (time) => Math.floor((time + 9 * 3600e3) / 864e5);
  each("[data-countdown]", (part) => {
    const days = day(Date.parse(part.dataset.countdown)) - day(now);
    part.textContent = (days === 1 ? part.dataset.one : part.dataset.other).replace("{number}", days);
  });

  each("[data-print]", (button) => button.addEventListener("click", () => print()));

  // A definition can be dismissed without moving the pointer or the focus (WCAG 2.2, 1.4.13).
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") each(".term:hover, .term:focus-within", (term) => term.classList.add("closed"));
  });
  each(".term", (term) => ["pointerleave", "focusout"].forEach((name) => term.addEventListener(name, () => term.classList.remove("closed"))));

  // Which version this reader saw last is kept in this browser only.
  each("[data-visit]", (banner) => {
    const { visit, version, versions, compare, words } = banner.dataset;
    const key = `policypress:${visit}`;
    try {
      const seen = localStorage.getItem(key);
      if (seen && seen !== version && versions.split(" ").includes(seen)) {
        banner.querySelector("span").textContent = words.replace("{version}", seen);
        banner.querySelector("a").href = `${compare}?from=${seen}&to=${version}`;
        banner.hidden = false;
      }
      localStorage.setItem(key, version);
    } catch { /* Storage is switched off: then nothing is remembered. */ }
  });

  // A link to the comparison may name the two versions, and choosing two makes such a link.
  each("[data-choose]", (form) => {
    const asked = new URLSearchParams(location.search);
    for (const name of ["from", "to"]) {
      const button = [...form.elements[name]].find(({ value }) => value === asked.get(name));
      if (button) button.checked = true;
    }
    form.addEventListener("change", () => history.replaceState(null, "", `?${new URLSearchParams(new FormData(form))}`));
  });

  // The version in force on a day.
  each("[data-as-of]", (form) => form.addEventListener("submit", (event) => {
    event.preventDefault();
    const asked = form.querySelector("input").value;
    const found = [...document.querySelectorAll(".version")].find(
      ({ dataset: { from, to } }) => from <= asked && (!to || asked < to));
    form.querySelector("[role=status]").hidden = Boolean(found);
    if (found) location.href = found.dataset.href;
  }));
})();
