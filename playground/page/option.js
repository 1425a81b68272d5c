// One option of the command one is writing: its name, and what is typed into it.

import { element } from "./dom.js";
import { choicesOf, valueOf } from "./commands.js";
import { handOver } from "./files.js";

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

/** An option that takes a file; `ask` hands it over. */
export class FileOption extends Option {
  constructor(option, told) {
    super(option, told);
    this.input.type = "file";
    this.input.removeAttribute("size");
    this.input.removeAttribute("role");
    this.input.removeAttribute("aria-expanded");
  }

  get text() {
    return this.input.files.length ? this.input.files[0].name : "";
  }

  fit() {}

  offer() {
    this.changed();
  }

  async typed() {
    const [file] = this.input.files;
    this.chosen = null;
    this.complain("");
    if (!file) return this.changed();
    this.state = "Uploading…";
    this.changed();
    const { id, why } = await handOver(file, this.ask);
    if (file !== this.input.files[0]) return undefined;
    this.state = "";
    if (why) this.complain(why);
    else this.chosen = { name: file.name, value: id };
    return this.changed();
  }

  read() {
    if (this.chosen) return { value: this.chosen.value };
    if (this.text) return { why: this.why || "This file is not uploaded yet." };
    return this.option.required ? { why: "This option is required. Specify a value." } : {};
  }
}
