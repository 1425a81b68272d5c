// A form the bot opened.

import { markdown } from "./blocks.js";
import { avatar, button, element, icon } from "./dom.js";
import { fieldOf } from "./fields.js";
import { dots } from "./message.js";
import { state } from "./state.js";

const ROW = 1, TEXT = 10, LABEL = 18;

export class Modal {
  constructor({ act, ask }) {
    Object.assign(this, { act, ask });
    this.dialog = document.querySelector("#modal");
    this.dialog.addEventListener("close", () => document.querySelector("#line").focus());
  }

  open(modal) {
    this.id = modal.id;
    this.fields = [];
    const form = element("form", { noValidate: true },
      element("header", {}, avatar(state.bot.name, true), element("h2", {}, modal.title),
        button({ className: "tool", "aria-label": "Close" }, () => this.close(), icon("close"))),
      element("p", { className: "notice" }, icon("warn"), element("span", {}, "This form will be submitted to ",
        element("strong", {}, state.bot.name), ". Do not share passwords or other sensitive information.")),
      element("div", { className: "fields" }, ...modal.components.flatMap((row) => this.row(row))),
      this.foot());
    form.addEventListener("submit", (event) => this.submit(event));
    this.dialog.replaceChildren(form);
    this.dialog.setAttribute("aria-label", modal.title);
    if (!this.dialog.open) this.dialog.showModal();
    form.querySelector(".fields :is(input, textarea, button)")?.focus();
  }

  foot() {
    this.why = element("p", { className: "failure", role: "alert", hidden: true });
    this.go = element("button", { className: "button style-1", type: "submit" }, "Submit");
    const cancel = button({ className: "button style-2" }, () => this.close(), "Cancel");
    return element("footer", {}, this.why, element("div", { className: "row" }, cancel, this.go));
  }

  row(row) {
    if (row.type === TEXT) return [markdown(row.content)];
    if (row.type === LABEL) return [this.labelled(row.component, row.label, row.description)];
    if (row.type === ROW) return row.components.map((field) => this.labelled(field, field.label, ""));
    return [];
  }

  labelled(component, label, description) {
    const field = fieldOf(component, label, this.ask);
    this.fields.push({ name: component.custom_id, field });
    const star = field.required ? element("span", { className: "star", "aria-hidden": true }, " *") : null;
    return element("div", { className: "field" },
      element("label", { htmlFor: field.id }, label, star),
      description ? element("small", {}, description) : null, field.node);
  }

  submit(event) {
    event.preventDefault();
    const empty = this.fields.find(({ field }) => field.why());
    if (empty) {
      this.fail(empty.field.why());
      document.getElementById(empty.field.id)?.focus();
      return;
    }
    this.why.hidden = true;
    this.go.disabled = true;
    this.go.replaceChildren("Submit", dots());
    const values = this.fields.map(({ name, field }) => [name, field.value()]);
    this.act({ do: "submit", interaction: this.id, values: Object.fromEntries(values) });
  }

  /** What became of what was sent. */
  interaction({ state: happened }) {
    if (!this.dialog.open || happened === "waiting") return;
    if (happened === "answered") this.close();
    else this.fail("Something went wrong. Try again.");
  }

  /** Whether it took the sentence; without an open form it is for somebody else. */
  fail(text) {
    if (!this.dialog.open) return false;
    this.why.textContent = text;
    this.why.hidden = false;
    this.go.disabled = false;
    this.go.replaceChildren("Submit");
    return true;
  }

  close() {
    this.dialog.close();
  }
}
