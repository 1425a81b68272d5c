// One option of the command one is writing: its name, and what is typed into it.

import { element } from "./dom.js";
import { choicesOf, valueOf } from "./commands.js";

const NARROW = 2;

export class Option {
  /** `ask(typed)` gets choices from the bot; `changed()` is told when there is more to show. */
  constructor(option, { ask, changed }) {
    this.option = option;
    this.ask = ask;
    this.changed = changed;
    this.chosen = null;
    this.offered = [];
    this.state = "";
    this.why = "";
    this.lastAsked = 0;
    this.input = element("input", {
      type: "text",
      autocomplete: "off",
      spellcheck: false,
      size: NARROW,
      role: "combobox",
      "aria-label": option.required ? `${option.name}, required` : option.name,
      "aria-expanded": true,
    });
    this.input.addEventListener("input", () => this.typed());
    this.node = element("label", { className: "option" },
      element("span", { className: "key" }, option.name), this.input);
  }

  get name() {
    return this.option.name;
  }

  get text() {
    return this.input.value.trim();
  }

  typed() {
    this.chosen = null;
    this.complain("");
    this.fit();
    this.offer();
  }

  fit() {
    this.input.size = Math.max(NARROW, this.input.value.length);
  }

  /** Look anew at what can be chosen here. */
  offer() {
    if (this.option.autocomplete) this.offerTheBots();
    else this.offered = this.fitting(choicesOf(this.option) ?? []);
    this.changed();
  }

  fitting(choices) {
    const wanted = this.chosen ? "" : this.text.toLowerCase().replace(/^[@#]/u, "");
    return choices.filter((choice) => choice.name.toLowerCase().includes(wanted));
  }

  async offerTheBots() {
    const mine = ++this.lastAsked;
    this.state = "Loading options…";
    const choices = await this.ask(this.chosen ? this.chosen.name : this.text);
    // What was typed meanwhile has been asked for already.
    if (mine !== this.lastAsked) return;
    this.offered = choices ?? [];
    this.state = choices === null ? "Loading options failed" : "";
    this.changed();
  }

  choose(choice) {
    this.chosen = choice;
    this.input.value = choice.name;
    this.complain("");
    this.fit();
  }

  /** `{ value }`, `{ why }`, or nothing where nothing was typed. */
  read() {
    if (this.chosen) return { value: this.chosen.value };
    if (!this.text) return this.option.required ? { why: "This option is required. Specify a value." } : {};
    const same = (choice) => choice.name.toLowerCase() === this.text.toLowerCase();
    const known = [...(choicesOf(this.option) ?? []), ...this.offered].find(same);
    if (known) return { value: known.value };
    if (choicesOf(this.option)) return { why: "Choose one of the options." };
    return valueOf(this.option, this.text);
  }

  complain(why) {
    this.why = why;
    this.node.classList.toggle("wrong", Boolean(why));
    this.input.toggleAttribute("aria-invalid", Boolean(why));
  }
}
