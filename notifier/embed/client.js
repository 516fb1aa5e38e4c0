// What both elements share: making nodes without HTML strings, styles that a strict policy allows, calls with a token.
const el = (name, props = {}, ...children) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(props)) {
    if (key === "on") for (const [type, handler] of Object.entries(value)) node.addEventListener(type, handler);
    else if (key in node) node[key] = value;
    else if (value !== null) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null && child !== ""));
  return node;
};

const SHEET = new CSSStyleSheet();
SHEET.replaceSync(`
:host{--a:var(--policy-accent,light-dark(#1a56a8,#8fbdf5));--t:light-dark(#1b1b1b,#eee);--s:light-dark(#555,#bbb);--g:light-dark(#fff,#1c1e21);--l:light-dark(#767676,#8b8f96);--q:light-dark(#f2f5f9,#272b31);font:inherit;line-height:1.6}
:host([hidden]),[hidden]{display:none!important}
*{box-sizing:border-box}
:lang(ja){line-height:1.8;line-break:strict;word-break:auto-phrase}
button{font:inherit;color:var(--t);background:var(--g);border:1px solid var(--l);border-radius:6px;padding:.4em .8em;min-height:44px;cursor:pointer}
button:hover{background:var(--q)}
:focus-visible{outline:3px solid var(--a);outline-offset:2px}
a{color:var(--a);display:inline-block;padding:.45em 0}
h2,h3{font-size:1.05em;margin:0;line-height:1.5}
p,ul{margin:.4em 0}
ul{padding-left:1.3em}
.s{color:var(--s);font-size:.9em}
.v{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.bell{position:relative;display:inline-flex;align-items:center;justify-content:center;min-width:44px}
.bell svg{width:22px;height:22px;fill:none;stroke:currentColor;stroke-width:1.8}
.n{position:absolute;top:-6px;right:-6px;min-width:1.7em;padding:0 .4em;border-radius:1em;background:var(--a);color:var(--g);font-size:.75em;line-height:1.7;text-align:center}
.root{position:relative;display:inline-block}
.panel{position:absolute;z-index:1000;top:calc(100% + 8px);right:0;width:min(26rem,calc(100vw - 24px));max-height:min(38rem,80vh);overflow:auto;color:var(--t);background:var(--g);border:1px solid var(--l);border-radius:10px;box-shadow:0 8px 28px #0003}
.panel.left{left:0;right:auto}
@media (max-width:30rem){.panel,.panel.left{position:fixed;inset:auto 12px 12px;width:auto;max-height:75vh}}
.bar{display:flex;flex-wrap:wrap;gap:.5em;align-items:center;justify-content:space-between;padding:.7em 1em;border-bottom:1px solid var(--l);position:sticky;top:0;background:var(--g)}
.bar div{display:flex;flex-wrap:wrap;gap:.5em}
.cards{list-style:none;margin:0;padding:0}
.cards li{padding:.9em 1em;border-bottom:1px solid var(--l)}
.cards h3{font-weight:500}
.new h3{font-weight:700}
.dot{display:inline-block;width:.6em;height:.6em;margin-right:.35em;border-radius:50%;background:var(--a)}
.u{color:var(--a);font-weight:700;font-size:.85em}
.row{display:flex;flex-wrap:wrap;gap:.5em 1.2em;align-items:center}
.row button{padding:.2em .7em}
.foot{padding:.7em 1em}
.q{color:var(--t);background:var(--g);border:1px solid var(--l);border-radius:10px;padding:1.1em 1.2em;margin:0 0 1em;max-width:42rem}
.two{display:grid;grid-template-columns:1fr 1fr;gap:.8em;margin-top:.9em}
.two button{font-weight:600;width:100%}
@media (max-width:22rem){.two{grid-template-columns:1fr}}
`);

class PolicyElement extends HTMLElement {
  static observedAttributes = ["token", "token-url", "lang"];

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [SHEET];
  }

  connectedCallback() {
    this.alive = new AbortController();
    this.start();
  }

  disconnectedCallback() {
    this.alive.abort();
  }

  attributeChangedCallback(name, before, after) {
    if (name.startsWith("token")) this.current = null;
    if (this.isConnected && this.alive && before !== after) {
      this.alive.abort();
      this.connectedCallback();
    }
  }

  get language() {
    const found = this.lang || this.closest("[lang]")?.lang || document.documentElement.lang || navigator.language;
    return found.toLowerCase().startsWith("en") ? "en" : found.toLowerCase().startsWith("ja") ? "ja" : "en";
  }

  get words() {
    return WORDS[this.language];
  }

  day(instant) {
    const form = { year: "numeric", month: "long", day: "numeric", timeZone: "Asia/Tokyo" };
    return new Date(instant).toLocaleDateString(this.language === "ja" ? "ja-JP" : "en-GB", form);
  }

  // The token: the property `getToken`, the attribute `token`, or what the app's own address `token-url` answers.
  async bearer() {
    if (this.current) return this.current;
    const url = this.getAttribute("token-url");
    if (this.getToken) this.current = await this.getToken();
    else if (this.getAttribute("token")) this.current = this.getAttribute("token");
    else if (url) {
      const answer = await fetch(url, { credentials: "same-origin", cache: "no-store" });
      if (!answer.ok) throw new Error("token-url answers " + answer.status);
      const text = (await answer.text()).trim();
      this.current = text.startsWith("{") ? JSON.parse(text).token : text;
    }
    return this.current;
  }

  // One call; a token that has expired is asked for once more.
  async call(path, options = {}, again = true) {
    const headers = { ...options.headers, Authorization: "Bearer " + (await this.bearer()) };
    if (options.body) headers["Content-Type"] = "application/json";
    const answer = await fetch(HOME + path, {
      ...options, headers, credentials: "omit", cache: "no-store", signal: this.alive.signal,
    });
    if (answer.status === 401 && again && (this.getToken || this.hasAttribute("token-url"))) {
      this.current = null;
      return this.call(path, options, false);
    }
    return answer;
  }

  async json(path, body) {
    const answer = await this.call(path, body === undefined ? {} : { method: "POST", body: JSON.stringify(body) });
    const found = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(found.title), { code: found.code });
    return found;
  }

  // Says something to screen readers without moving the focus.
  say(text) {
    this.live.textContent = "";
    setTimeout(() => (this.live.textContent = text), 50);
  }

  frame(...children) {
    this.live = el("p", { className: "v", role: "status" });
    this.shadowRoot.replaceChildren(el("div", { lang: this.language, className: "root" }, ...children, this.live));
  }

  fire(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
  }
}
