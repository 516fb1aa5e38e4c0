// <policy-consent policy="…" [version="…"] [item="…"|"none"]>: what is asked, what happens on yes and on no, two equal buttons.
class PolicyConsent extends PolicyElement {
  static observedAttributes = [...PolicyElement.observedAttributes, "policy", "version", "item"];

  start() {
    this.box = el("div", { ariaBusy: "true" }, el("p", {}, this.words.loading));
    this.frame(this.box);
    this.load();
  }

  async load(focus) {
    try {
      const { policies } = await this.json(`/v1/consents?lang=${this.language}`);
      this.draw(policies.filter((one) => !this.hasAttribute("policy") || one.policy === this.getAttribute("policy")), focus);
    } catch (problem) {
      if (this.alive.signal.aborted) return;
      const again = el("button", { type: "button", on: { click: () => this.load() } }, this.words.retry);
      this.box.replaceChildren(el("div", { className: "q", role: "alert" }, el("p", {}, this.words.failed), again));
    }
    this.box.ariaBusy = "false";
  }

  draw(policies, focus) {
    const version = this.getAttribute("version");
    const item = this.getAttribute("item");
    const asked = policies.flatMap((one) => {
      const versions = one.versions.filter((q) => !item || item === "none").filter((q) => !version || q.version === version);
      const items = item === "none" || version ? [] : one.items.filter((q) => !item || q.item === item);
      return [...versions, ...items].map((question) => this.question(one.policy, question));
    });
    this.box.replaceChildren(...(asked.length ? asked : [el("p", {}, this.words.nothing)]));
    if (focus) this.box.querySelector(`[data-key="${focus}"]`)?.focus();
  }

  question(policy, question) {
    const { words } = this;
    const asked = question.request;
    const key = `${policy} ${question.item || question.version}`;
    const link = (url, text) => (url ? el("a", { href: url, target: "_blank", rel: "noopener" }, text, el("span", { className: "v" }, `: ${asked.title}`)) : null);
    const button = (text, decision) => el("button", { type: "button", on: { click: () => this.answer(policy, question, decision, key) } }, text);
    const state = { accepted: words.accepted, refused: words.refused, withdrawn: words.withdrew }[question.decision];
    const given = question.decision === "accepted";
    return el("section", { className: "q", lang: asked.language, ariaLabel: asked.title },
      el("h2", { tabIndex: -1, "data-key": key }, asked.title),
      el("p", {}, asked.summary),
      asked.details.length ? el("ul", {}, ...asked.details.map((one) => el("li", {}, one))) : null,
      el("div", { className: "row" }, link(asked.changes_url, words.changes), link(asked.text_url, words.text)),
      el("p", {}, asked.on_yes),
      el("p", {}, asked.on_no),
      state ? el("p", { className: "u" }, state(this.day(question.decided_at))) : null,
      el("div", { className: "two" }, ...(given
        ? [button(asked.withdraw, "withdrawn")]
        : [button(asked.accept, "accepted"), question.decision === null ? button(asked.refuse, "refused") : null])));
  }

  async answer(policy, question, decision, key) {
    const { version, item, request } = question;
    try {
      const record = await this.json("/v1/consents", {
        policy, version, decision, request: request.id, language: request.language, ...(item ? { item } : {}),
      });
      this.fire("policy-consent", { policy, version, item, decision, decided_at: record.decided_at });
      await this.load(key);
      this.say(this.words.done);
    } catch (problem) {
      await this.load(key);
      this.say(this.words.failed);
    }
  }
}

for (const [name, kind] of [["policy-inbox", PolicyInbox], ["policy-consent", PolicyConsent]]) {
  if (!customElements.get(name)) customElements.define(name, kind);
}
