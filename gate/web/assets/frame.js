/* Runs in the frame of <age-gate>. Speaks only to the page that holds the frame, and hands an attestation only to the
   origin that the gate names. What stands after # is the look and the holder's origin; a server never sees it. */
"use strict";
(() => {
  const { origin, screening, attestation, reload } = document.body.dataset;
  const wish = new URLSearchParams(location.hash.slice(1));
  const root = document.documentElement.style;

  /* Red, green and blue from 0 to 1 of any opaque colour, else nothing. */
  const parts = (colour) => {
    if (!colour || !CSS.supports("color", colour)) return null;
    root.color = `color-mix(in srgb, ${colour}, ${colour})`;
    const found = getComputedStyle(document.documentElement).color.match(/^color\(srgb (\S+) (\S+) (\S+)\)$/);
    root.color = "";
    return found && found.slice(1).map(Number);
  };
  /* Relative luminance and contrast as WCAG 2.2 defines them. */
  const luminance = (rgb) =>
    rgb
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
      .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

  const scheme = wish.get("scheme");
  if (/^(only )?(light|dark|light dark|dark light)( only)?$/.test(scheme)) root.colorScheme = scheme;
  const accent = parts(wish.get("accent"));
  const ground = parts(getComputedStyle(document.body).backgroundColor);
  if (accent && ground) {
    const light = luminance(accent);
    root.setProperty("--button", wish.get("accent"));
    root.setProperty("--on-button", light > 0.179 ? "#000" : "#fff");
    if (contrast(light, luminance(ground)) >= 4.5) root.setProperty("--accent", wish.get("accent"));
  }
  const font = wish.get("font");
  if (font && CSS.supports("font-family", font)) document.body.style.fontFamily = font;
  for (const form of document.forms) form.action += location.hash;
  for (const link of document.querySelectorAll("footer a")) link.href += location.hash;
  document.querySelector(".summary")?.focus();

  const say = (message, to) => parent.postMessage({ source: "age-gate", ...message }, to);
  const holder = URL.canParse(wish.get("to")) && new URL(wish.get("to")).origin;
  if (holder && holder !== "null") {
    const tell = () => say({ type: "height", height: document.documentElement.offsetHeight }, holder);
    new ResizeObserver(tell).observe(document.body);
  }
  if (attestation) say({ type: "attestation", screening, attestation }, origin);
  if (reload) {
    /* Answered in a window of its own by now? Ask with GET: a reload would send the form again. */
    document.addEventListener("visibilitychange", () => {
      const next = new URL(location);
      next.searchParams.set("embed", next.searchParams.get("embed") ? "" : "1");
      if (!document.hidden) location.replace(next);
    });
  }
})();
