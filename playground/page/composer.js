// The line at the bottom: a message, or `/` and a command with its options.

import { flattened, isFile } from "./commands.js";
import { avatar, element, icon } from "./dom.js";
import { Listbox } from "./listbox.js";
import { FileOption, Option } from "./option.js";

const $ = (selector) => document.querySelector(selector);

export class Composer {
  /** `act(asked)` sends; `ask(asked)` sends and answers with what comes back. */
  constructor({ act, ask }) {
    this.act = act;
    this.ask = ask;
    this.line = $("#line");
    this.popup = $("#offers");
    this.words = $("#command");
    this.head = element("header");
    this.list = new Listbox({ owner: this.line, label: "Commands", pick: (item) => this.pick(item) });
    this.popup.append(this.head, this.list.node);
    this.line.setAttribute("aria-controls", this.list.id);
    this.commands = [];
    this.chosen = null;
    this.options = [];
    this.listen();
  }

  listen() {
    const entry = $("#entry");
    this.line.addEventListener("input", () => this.typed());
    entry.addEventListener("keydown", (event) => this.key(event));
    entry.addEventListener("focusin", () => this.offer());
    entry.addEventListener("focusout", (event) => {
      if (!entry.contains(event.relatedTarget)) this.hide();
    });
    $("#send").replaceChildren(icon("send"));
    $("#send").addEventListener("click", () => this.send());
  }

  /** Who one is or where one is changed: other commands, another channel. */
  be({ place, person, bot }) {
    const moved = place.id !== this.channel || person !== this.person;
    this.channel = place.id;
    this.person = person;
    this.bot = bot;
    this.commands = flattened(place.commands).sort((a, b) => a.words.localeCompare(b.words));
    this.line.disabled = !place.writable && !place.commands.length;
    this.idle = place.writable
      ? `Message ${place.guild_id ? "" : "@"}${place.name}`
      : "You cannot write messages here";
    if (moved) this.reset();
  }

  reset() {
    this.chosen = null;
    this.options = [];
    this.words.replaceChildren();
    this.words.hidden = true;
    this.line.value = "";
    this.hide();
    this.drawLine();
  }

  typed() {
    const exact = /^\/(.+) $/u.exec(this.line.value);
    const named = exact && this.commands.filter((it) => it.words.startsWith(exact[1].toLowerCase()));
    if (!this.chosen && named?.length === 1 && named[0].words === exact[1].toLowerCase()) {
      this.begin(named[0]);
    } else {
      this.offer();
    }
  }

  /** The option one is in, if it is one. */
  get current() {
    return this.options.find((option) => option.input === document.activeElement);
  }

  get left() {
    const used = this.options.map((option) => option.name);
    return (this.chosen?.options ?? []).filter((option) => !used.includes(option.name));
  }

  // What is offered above the line.

  offer() {
    const current = this.current;
    this.list.owner = current?.input ?? this.line;
    if (current) this.showChoices(current);
    else if (this.chosen) this.showOptions();
    else this.showCommands();
  }

  showCommands() {
    const typed = this.line.value;
    const wanted = typed.slice(1).toLowerCase();
    if (!typed.startsWith("/")) return this.hide();
    const rank = (it) => (it.words.startsWith(wanted) ? 0 : 1);
    const fitting = this.commands
      .filter((it) => it.words.includes(wanted))
      .sort((a, b) => rank(a) - rank(b));
    const none = this.commands.length ? "No command here begins like this." : "No app is here.";
    const head = fitting.length ? [this.bot] : [none];
    return this.show(head, fitting, (command) => drawCommand(command, this.bot), 0);
  }

  showOptions() {
    const wanted = this.line.value.toLowerCase();
    const left = this.left.filter((option) => option.name.includes(wanted));
    const head = [`/${this.chosen.words}`, this.chosen.description];
    return this.show(head, left, drawOption, wanted ? 0 : -1);
  }

  showChoices(current) {
    const { option, offered, state, why } = current;
    const head = [option.name, option.description, state];
    const known = current.chosen ? offered.findIndex((it) => it.value === current.chosen.value) : 0;
    this.show(head, offered, (choice) => [element("span", { className: "name" }, choice.name)],
      known);
    if (why) this.head.append(element("span", { className: "why", role: "alert" }, why));
  }

  show([title, ...more], items, draw, at) {
    const about = more.filter(Boolean).map((text) => element("span", {}, text));
    this.head.replaceChildren(element("strong", {}, title), ...about);
    this.list.show(items, draw, at);
    this.popup.hidden = false;
    this.line.setAttribute("aria-expanded", "true");
  }

  hide() {
    this.popup.hidden = true;
    this.line.setAttribute("aria-expanded", "false");
    this.line.removeAttribute("aria-activedescendant");
  }

  pick(item) {
    const current = this.current;
    if (current) {
      current.choose(item);
      this.goOn();
    } else if (this.chosen) {
      this.line.value = "";
      this.add(item).input.focus();
    } else {
      this.begin(item);
    }
  }

  // The command one is writing.

  begin(command) {
    this.chosen = command;
    this.line.value = "";
    this.words.hidden = false;
    this.words.replaceChildren(element("strong", {}, `/${command.words}`));
    this.options = [];
    for (const option of command.options.filter((it) => it.required)) this.add(option);
    this.drawLine();
    this.goOn();
  }

  add(option) {
    const Kind = isFile(option) ? FileOption : Option;
    const made = new Kind(option, {
      ask: isFile(option) ? this.ask : (typed) => this.complete(option, typed),
      changed: () => made === this.current && this.showChoices(made),
    });
    made.input.setAttribute("aria-controls", this.list.id);
    made.input.addEventListener("focus", () => made.offer());
    this.options.push(made);
    this.words.append(made.node);
    this.drawLine();
    return made;
  }

  remove(option) {
    this.options = this.options.filter((it) => it !== option);
    option.node.remove();
    this.drawLine();
  }

  drawLine() {
    const left = this.left.length;
    const more = left ? `+${left} optional` : "Enter sends it";
    this.line.placeholder = this.chosen ? more : this.idle ?? "";
  }

  /** To the next required option that is empty, or to the end of the line. */
  goOn() {
    const next = this.options.find((option) => option.option.required && !option.text);
    (next?.input ?? this.line).focus();
    this.offer();
  }

  async complete(option, typed) {
    const { values } = this.read({ except: option.name });
    const told = await this.ask({
      do: "autocomplete",
      channel: this.channel,
      command: this.chosen.words,
      option: option.name,
      typed,
      options: values,
    });
    return told.choices;
  }

  /** What the options say so far, and the first that does not do. */
  read({ except = "" } = {}) {
    const values = {};
    let wrong = null;
    for (const option of this.options.filter((it) => it.name !== except)) {
      const { value, why } = option.read();
      if (why) wrong ??= { option, why };
      else if (value !== undefined) values[option.name] = value;
    }
    return { values, wrong };
  }

  send() {
    if (!this.chosen) return this.say();
    const { values, wrong } = this.read();
    if (wrong) {
      wrong.option.complain(wrong.why);
      wrong.option.input.focus();
      return this.offer();
    }
    this.act({ do: "slash", channel: this.channel, command: this.chosen.words, options: values });
    this.reset();
    return this.line.focus();
  }

  say() {
    const text = this.line.value.trim();
    if (!text || (text.startsWith("/") && this.list.selected)) return;
    this.act({ do: "say", channel: this.channel, text });
    this.line.value = "";
    this.hide();
  }

  // The keyboard.

  key(event) {
    if (event.isComposing) return;
    const keys = {
      ArrowDown: () => this.walk(1),
      ArrowUp: () => this.walk(-1),
      ArrowLeft: () => this.step(-1),
      ArrowRight: () => this.step(1),
      Enter: () => this.enter(),
      Tab: () => !event.shiftKey && this.tab(),
      Escape: () => this.escape(),
      Backspace: () => this.back(),
    };
    if (event.target.id !== "send" && keys[event.key]?.()) event.preventDefault();
  }

  walk(by) {
    if (this.popup.hidden) return false;
    this.list.move(by);
    return true;
  }

  enter() {
    if (!this.popup.hidden && this.list.selected && !this.current?.chosen) this.pick(this.list.selected);
    else this.send();
    return true;
  }

  tab() {
    if (this.popup.hidden || !this.list.items.length) return false;
    this.pick(this.list.selected ?? this.list.items[0]);
    return true;
  }

  escape() {
    if (!this.popup.hidden && !this.chosen) this.hide();
    else this.reset();
    this.line.focus();
    if (this.chosen === null && !this.line.value) this.hide();
    return true;
  }

  /** Over the edge of one input into the next. */
  step(by) {
    const inputs = [...this.options.map((option) => option.input), this.line];
    const input = document.activeElement;
    const edge = by < 0 ? 0 : input.value.length;
    const next = inputs[inputs.indexOf(input) + by];
    if (!next || input.selectionStart !== edge || input.selectionEnd !== edge) return false;
    next.focus();
    return true;
  }

  back() {
    const { current } = this;
    if (!this.chosen || document.activeElement.value) return false;
    if (current && !current.option.required) {
      this.remove(current);
      this.line.focus();
    } else if (current || !this.options.length) {
      this.reset();
      this.line.focus();
    } else {
      this.options.at(-1).input.focus();
    }
    return true;
  }
}

function drawCommand(command, bot) {
  const options = command.options.map((option) =>
    element("span", { className: "hint" }, option.required ? option.name : `${option.name}?`));
  const words = element("div", {},
    element("span", { className: "name" }, `/${command.words}`, ...options),
    element("small", {}, command.description));
  return [avatar(bot, true), words, element("small", { className: "whose" }, bot)];
}

function drawOption(option) {
  return [element("div", {}, element("span", { className: "name" }, option.name),
    element("small", {}, option.description))];
}
