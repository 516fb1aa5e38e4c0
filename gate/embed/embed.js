/* <age-gate screening="ID" [name] [required] [lang] [title]> a link to the hosted page </age-gate>
   Shows the question in a frame of the gate. In a form it is a field, called "attestation" unless it has a name; it
   also fires "age-gate" with { screening, attestation }. Whoever gets the attestation must redeem it on the server. */
"use strict";
(() => {
  const home = new URL(document.currentScript.src).origin;
  const words = {
    en: ["Date of birth", "Please enter your date of birth."],
    ja: ["生年月日の入力", "生年月日を入力してください。"],
  };

  class AgeGate extends HTMLElement {
    static formAssociated = true;
    static observedAttributes = ["screening", "lang", "required"];
    #internals = this.attachInternals();
    #hear = (event) => this.#receive(event);
    #frame;
    #value = "";

    get value() {
      return this.#value;
    }

    get form() {
      return this.#internals.form;
    }

    connectedCallback() {
      addEventListener("message", this.#hear);
      this.#show();
    }

    disconnectedCallback() {
      removeEventListener("message", this.#hear);
    }

    attributeChangedCallback(name, before, after) {
      if (!this.isConnected || before === after) return;
      if (name === "required") this.#judge();
      else this.#show();
    }

    focus() {
      this.#frame?.focus();
    }

    #show() {
      const screening = this.getAttribute("screening");
      this.#take("");
      if (!screening) return;
      const style = getComputedStyle(this);
      const scheme = style.colorScheme === "normal" ? "light" : style.colorScheme;
      const look = new URLSearchParams({ font: style.fontFamily, scheme, to: location.origin });
      if (style.accentColor !== "auto") look.set("accent", style.accentColor);
      const lang = this.#language();
      const query = lang ? `lang=${encodeURIComponent(lang)}&embed` : "embed";
      const frame = document.createElement("iframe");
      frame.src = `${home}/s/${encodeURIComponent(screening)}?${query}#${look}`;
      frame.title = this.title || this.#words()[0];
      frame.style.cssText = `display:block;border:0;width:100%;height:30rem;color-scheme:${scheme}`;
      this.#frame = frame;
      this.replaceChildren(frame);
      this.#judge();
    }

    #language() {
      return (this.closest("[lang]") || this).lang;
    }

    #words() {
      return words[this.#language().slice(0, 2)] || words.en;
    }

    #take(attestation) {
      this.#value = attestation;
      const entry = new FormData();
      entry.set(this.getAttribute("name") || "attestation", attestation);
      this.#internals.setFormValue(attestation && entry);
      this.#judge();
    }

    #judge() {
      const missing = this.hasAttribute("required") && !this.#value;
      if (missing && this.#frame) this.#internals.setValidity({ valueMissing: true }, this.#words()[1], this.#frame);
      else this.#internals.setValidity({});
    }

    #receive({ origin, source, data }) {
      if (origin !== home || !this.#frame || source !== this.#frame.contentWindow || data?.source !== "age-gate") return;
      const { type, height, screening, attestation } = data;
      if (type === "height" && height > 0) this.#frame.style.height = `${Math.min(Math.ceil(height), 4000)}px`;
      if (type === "attestation" && screening === this.getAttribute("screening") && typeof attestation === "string") {
        this.#take(attestation);
        this.dispatchEvent(new CustomEvent("age-gate", { bubbles: true, detail: { screening, attestation } }));
      }
    }
  }

  if (!customElements.get("age-gate")) customElements.define("age-gate", AgeGate);
})();
