// <policy-inbox>: a bell with a count, and a panel of cards. Live by a stream, or by polling where there is none.
const POLL = 60_000;
const SVG = "http://www.w3.org/2000/svg";

class PolicyInbox extends PolicyElement {
  start() {
    const words = this.words;
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", "M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 21h4");
    svg.append(path);
    this.badge = el("span", { className: "n", hidden: true, ariaHidden: "true" });
    this.label = el("span", { className: "v" }, words.bell);
    this.bell = el("button", {
      className: "bell", type: "button", ariaExpanded: "false", ariaHasPopup: "dialog", on: { click: () => this.toggle() },
    }, svg, this.badge, this.label);
    this.panel = el("div", { className: "panel", role: "dialog", ariaLabel: words.bell, hidden: true, tabIndex: -1 });
    this.frame(this.bell, this.panel);
    const signal = this.alive.signal;
    this.addEventListener("keydown", (event) => event.key === "Escape" && this.close(true), { signal });
    document.addEventListener("click", (event) => event.composedPath().includes(this) || this.close(), { signal });
    this.etag = this.last = this.page = null;
    this.load().then(() => this.follow(), () => this.follow());
  }

  async load() {
    const answer = await this.call(`/v1/inbox?lang=${this.language}`, {
      headers: this.etag ? { "If-None-Match": this.etag } : {},
    });
    if (answer.status === 304) return;
    if (!answer.ok) throw new Error("inbox answers " + answer.status);
    this.etag = answer.headers.get("ETag");
    this.page = await answer.json();
    this.last = this.etag.slice(1, 25);
    this.count(this.page);
    if (!this.panel.hidden) this.draw();
  }

  count({ total, unread, unseen }) {
    if (this.unseen !== undefined && unseen > this.unseen) this.say(this.words.arrived);
    this.unseen = unseen;
    this.badge.hidden = !unread;
    this.badge.textContent = unread > 99 ? "99+" : unread;
    this.label.textContent = this.words.bell + (unread ? ` (${this.words.unseen(unread)})` : "");
    this.fire("policy-inbox", { total, unread, unseen });
  }

  // A stream read with fetch, because EventSource cannot carry a token; what it tells is what the page then loads.
  async follow() {
    const { signal } = this.alive;
    while (!signal.aborted) {
      let wait = POLL;
      try {
        const answer = await this.call("/v1/inbox/stream", { headers: this.last ? { "Last-Event-ID": this.last } : {} });
        if (answer.ok) {
          await this.read(answer.body.pipeThrough(new TextDecoderStream()).getReader());
          wait = 2000;
        }
      } catch {
        wait = 10_000;
      }
      await new Promise((resolve) => setTimeout(resolve, wait * (1 + Math.random() / 4)));
      if (!signal.aborted) await this.load().catch(() => {});
    }
  }

  async read(reader) {
    for (let text = ""; ; ) {
      const { done, value } = await reader.read();
      if (done) return;
      const events = (text += value).split("\n\n");
      text = events.pop();
      for (const event of events) if (event.startsWith("event: inbox")) await this.load();
    }
  }

  async toggle() {
    if (!this.panel.hidden) return this.close(true);
    const { left, right } = this.bell.getBoundingClientRect();
    this.panel.classList.toggle("left", left + right < innerWidth);
    this.panel.hidden = false;
    this.bell.ariaExpanded = "true";
    this.draw();
    this.panel.focus();
    if (!this.page) await this.load().catch(() => this.draw(true));
  }

  close(focus) {
    if (this.panel.hidden) return;
    this.panel.hidden = true;
    this.bell.ariaExpanded = "false";
    if (focus) this.bell.focus();
  }

  draw(failed) {
    const { words, page } = this;
    const focused = this.panel.contains(this.shadowRoot.activeElement) && this.shadowRoot.activeElement;
    const bar = el("div", { className: "bar" }, el("h2", {}, words.bell), el("div", {},
      page?.unread ? el("button", { type: "button", "data-key": "all", on: { click: () => this.readAll() } }, words.all) : null,
      el("button", { type: "button", "data-key": "x", on: { click: () => this.close(true) } }, words.close)));
    if (!page) {
      const again = () => this.load().catch(() => this.draw(true));
      this.panel.replaceChildren(bar, el("p", { className: "foot" }, failed ? words.failed : words.loading),
        failed ? el("p", { className: "foot" }, el("button", { type: "button", on: { click: again } }, words.retry)) : "");
      return;
    }
    const list = el("ul", { className: "cards" }, ...page.items.map((item) => this.card(item)));
    this.panel.replaceChildren(bar, page.items.length ? list : el("p", { className: "foot" }, words.none),
      page.next ? el("p", { className: "foot" }, el("button", { type: "button", "data-key": "more", on: { click: () => this.more() } }, words.more)) : "");
    // What had the focus has it again, or else the panel: it is never lost to the page behind.
    if (focused) ([...this.panel.querySelectorAll("[data-key]")].find((e) => e.dataset.key === focused.dataset.key) || this.panel).focus();
    for (const item of page.items) if (!item.seen_at && !item.withdrawn) this.mark(item, "seen");
  }

  card(item) {
    const { words } = this;
    const fresh = !item.read_at && !item.withdrawn;
    const read = () => fresh && this.mark(item, "read");
    const key = (part) => `${item.id} ${part}`;
    const link = (part, url, text) => url
      ? el("a", { "data-key": key(part), href: url, target: "_blank", rel: "noopener", lang: this.language, on: { click: read } }, text, el("span", { className: "v" }, `: ${item.title}`))
      : null;
    const ask = () => {
      read();
      this.close(true);
      this.fire("policy-consent-wanted", { policy: item.policy, version: item.version });
    };
    const note = item.withdrawn ? words.withdrawn : item.corrected_by ? words.corrected : "";
    return el("li", { className: fresh ? "new" : "" },
      fresh ? el("div", { className: "u" }, el("span", { className: "dot", ariaHidden: "true" }), words.unread) : null,
      el("h3", {}, item.title),
      el("p", { className: "s" }, item.effective),
      note ? el("p", {}, note) : null,
      el("p", {}, item.summary),
      el("div", { className: "row" }, link("changes", item.changes_url, words.changes), link("text", item.text_url, words.text)),
      el("div", { className: "row" },
        item.consent.asked ? el("button", { type: "button", "data-key": key("ask"), on: { click: ask } }, words.ask) : null,
        el("button", { type: "button", "data-key": key("archive"), on: { click: () => this.archive(item) } },
          words.archive, el("span", { className: "v" }, `: ${item.title}`))));
  }

  async mark(item, action) {
    item[action + "_at"] = item.seen_at = new Date().toISOString();
    this.count(await this.json(`/v1/inbox/${item.id}/${action}`, {}).catch(() => this.page));
  }

  async archive(item) {
    await this.mark(item, "archive");
    await this.load().catch(() => {});
    this.draw();
    this.panel.focus();
    this.say(this.words.archived);
  }

  async readAll() {
    await this.json("/v1/inbox/read-all", this.page.until ? { until: this.page.until } : {}).catch(() => {});
    await this.load().catch(() => {});
    this.draw();
    this.panel.focus();
    this.say(this.words.allRead);
  }

  async more() {
    const page = await this.json(`/v1/inbox?lang=${this.language}&after=${encodeURIComponent(this.page.next)}`).catch(() => null);
    if (!page) return this.say(this.words.failed);
    this.page = { ...this.page, items: [...this.page.items, ...page.items], next: page.next };
    this.draw();
  }
}
