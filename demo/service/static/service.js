// What the pages do beyond plain HTML. Without it everything works as well.
// A notice asks for consent: go where it is answered.
document.addEventListener("policy-consent-wanted", () => location.assign(`/${document.documentElement.lang}/consents`));

// Something changed in the inbox or with a consent: show the parts of this page that tell of it anew.
const renew = async () => {
  const parts = document.querySelectorAll("[data-renew]");
  if (!parts.length) return;
  const answer = await fetch(location.href, { cache: "no-store" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts) {
    const found = fresh.getElementById(part.id);
    if (found && found.innerHTML !== part.innerHTML) part.replaceChildren(...found.childNodes);
  }
};
let due = 0;
for (const name of ["policy-inbox", "policy-consent"]) {
  document.addEventListener(name, () => {
    clearTimeout(due);
    due = setTimeout(renew, 300);
  });
}
