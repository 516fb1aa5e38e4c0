/* The search of the texts in force: every clause that holds all the words asked for, wherever in a word they stand.
   Japanese is written without spaces, so that an index of words would have to guess where they end. */
(() => {
  "use strict";
  const box = document.querySelector("[data-search]");
  if (!box) return;
  const field = box.querySelector("input");
  const output = box.querySelector(".find-output");
  const status = box.querySelector("[role=status]");
  const list = box.querySelector("ol");
  const AROUND = 24;
  const LENGTH = 110;

  // Full and half width, capitals and small letters are the same; `at` leads from a folded place back to the text's.
  const fold = (text) => {
    let folded = "";
    const at = [];
    [...text].reduce((place, character) => {
      const plain = character.normalize("NFKC").toLowerCase();
      for (let n = 0; n < plain.length; n += 1) at.push(place);
      folded += plain;
      return place + character.length;
    }, 0);
    at.push(text.length);
    return { text, folded, at };
  };

  const words = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent.trim();

  let asked;
  const clauses = () => asked ??= fetch(box.dataset.search)
    .then((answer) => answer.json())
    .then(({ docs }) => docs.map(({ location, title, text }) => ({
      href: box.dataset.base + location, title: fold(words(title)), body: fold(words(text)),
    })))
    .catch(() => { asked = undefined; });  // the texts cannot be had: nothing is said, and the next try asks again

  // A text with the terms in it marked, from `start` to `end`.
  const marked = ({ text, folded, at }, terms, start, end) => {
    const places = [];
    for (const term of terms) {
      for (let n = folded.indexOf(term); n >= 0; n = folded.indexOf(term, n + term.length)) {
        places.push([at[n], at[n + term.length]]);
      }
    }
    const nodes = [];
    let done = start;
    for (const [from, to] of places.sort(([a], [b]) => a - b)) {
      if (from < done || to > end) continue;
      const mark = document.createElement("mark");
      mark.textContent = text.slice(from, to);
      nodes.push(text.slice(done, from), mark);
      done = to;
    }
    return [...nodes, text.slice(done, end)];
  };

  const excerpt = (body, terms) => {
    const first = Math.min(...terms.map((term) => body.folded.indexOf(term)).filter((place) => place >= 0), Infinity);
    const place = first === Infinity ? 0 : body.at[first];
    const gap = place > AROUND ? body.text.indexOf(" ", place - AROUND) + 1 : 0;
    const start = gap > 0 && gap <= place ? gap : Math.max(0, place - AROUND);
    const end = Math.min(body.text.length, start + LENGTH);
    return [start > 0 ? "…" : "", ...marked(body, terms, start, end), end < body.text.length ? "…" : ""];
  };

  const entry = ({ href, title, body }, terms) => {
    const link = document.createElement("a");
    const heading = document.createElement("strong");
    const words = document.createElement("span");
    link.href = href;
    heading.append(...marked(title, terms, 0, title.text.length));
    words.append(...excerpt(body, terms));
    link.append(heading, words);
    const item = document.createElement("li");
    item.append(link);
    return item;
  };

  const close = () => { output.hidden = true; };

  const show = async () => {
    const terms = fold(field.value).folded.split(/\s+/).filter(Boolean);
    output.hidden = !terms.length;
    if (!terms.length) return;
    const all = await clauses();
    if (!all) return close();
    const inTitle = ({ title }) => terms.filter((term) => title.folded.includes(term)).length;
    const found = all.filter(({ title, body }) => terms.every(
      (term) => title.folded.includes(term) || body.folded.includes(term)));
    found.sort((one, other) => inTitle(other) - inTitle(one));
    const { none, one, other } = box.dataset;
    status.textContent = (found.length > 1 ? other : found.length ? one : none).replace("{number}", found.length);
    list.replaceChildren(...found.map((clause) => entry(clause, terms)));
  };

  field.addEventListener("focus", () => { clauses(); show(); });
  field.addEventListener("input", show);
  box.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    list.querySelector("a")?.focus();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    field.focus();  // which shows the results, if it was a result that had the focus
    close();
  });
  list.addEventListener("click", close);
  document.addEventListener("click", (event) => { if (!box.contains(event.target)) close(); });
  box.addEventListener("focusout", ({ relatedTarget }) => { if (relatedTarget && !box.contains(relatedTarget)) close(); });
})();
