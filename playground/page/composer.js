// The line at the bottom: a message, or `/` and a command with its options.

import { element } from "./markup.js";

const SUB_COMMAND = 1, GROUP = 2, INTEGER = 4, BOOLEAN = 5, USER = 6, CHANNEL = 7, ROLE = 8;
const MENTIONABLE = 9, NUMBER = 10;
const REFERENCES = { [USER]: "@", [CHANNEL]: "#", [ROLE]: "@&", [MENTIONABLE]: "@" };

/** The commands as one types them: `team join` and not a tree. */
function flattened(commands) {
  const lines = [];
  const visit = (part, words) => {
    const inner = (part.options ?? []).filter((o) => o.type === SUB_COMMAND || o.type === GROUP);
    if (inner.length) inner.forEach((option) => visit(option, `${words} ${option.name}`));
    else lines.push({ words, description: part.description, options: part.options ?? [] });
  };
  commands.filter((c) => c.type === 1).forEach((command) => visit(command, command.name));
  return lines.sort((a, b) => a.words.localeCompare(b.words));
}

export class Composer {
  /** `act(asked)` sends; `ask(asked)` sends and answers with what comes back. */
  constructor({ act, ask }) {
    this.act = act;
    this.ask = ask;
    this.line = document.querySelector("#line");
    this.offers = document.querySelector("#offers");
    this.form = document.querySelector("#options");
    this.commands = [];
    this.names = {};
    this.chosen = null;
    this.line.addEventListener("input", () => this.offer());
    this.line.addEventListener("keydown", (event) => this.key(event));
    this.form.addEventListener("submit", (event) => this.send(event));
    this.form.addEventListener("keydown", (event) => this.formKey(event));
  }

  /** The place changed: other commands, another channel. */
  be({ channel, commands, names }) {
    if (channel !== this.channel) this.cancel({ focus: false });
    this.channel = channel;
    this.commands = flattened(commands);
    this.names = names;
  }

  offer() {
    const typed = this.line.value;
    const wanted = typed.slice(1).toLowerCase();
    const fitting = typed.startsWith("/")
      ? this.commands.filter((command) => command.words.startsWith(wanted))
      : [];
    this.offers.replaceChildren(...fitting.map((command, index) => this.offerElement(command, index)));
    this.offers.hidden = fitting.length === 0;
    this.line.setAttribute("aria-expanded", String(fitting.length > 0));
    this.select(0);
  }

  offerElement(command, index) {
    const node = element("li", { id: `offer${index}` }, `/${command.words}`,
      element("small", {}, command.description));
    node.setAttribute("role", "option");
    node.addEventListener("mousedown", (event) => {
      event.preventDefault();
      this.choose(command);
    });
    node.command = command;
    return node;
  }

  select(index) {
    const nodes = [...this.offers.children];
    this.at = nodes.length ? (index + nodes.length) % nodes.length : 0;
    nodes.forEach((node, i) => node.setAttribute("aria-selected", String(i === this.at)));
    nodes[this.at]?.scrollIntoView({ block: "nearest" });
    this.line.setAttribute("aria-activedescendant", nodes[this.at]?.id ?? "");
  }

  key(event) {
    if (event.isComposing) return;
    const offered = this.offers.children[this.at]?.command;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      this.select(this.at + (event.key === "ArrowDown" ? 1 : -1));
    } else if ((event.key === "Enter" || event.key === "Tab") && offered) {
      this.choose(offered);
    } else if (event.key === "Enter") {
      this.say();
    } else if (event.key === "Escape") {
      this.cancel();
    } else {
      return;
    }
    if (event.key !== "Tab" || offered) event.preventDefault();
  }

  /** Enter sends, also from a select, where browsers would do nothing. */
  formKey(event) {
    if (event.key === "Escape") this.cancel();
    if (event.key !== "Enter" || event.target.nodeName !== "SELECT") return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  say() {
    const text = this.line.value.trim();
    if (text && !text.startsWith("/")) this.act({ do: "say", channel: this.channel, text });
    this.line.value = text.startsWith("/") ? this.line.value : "";
  }

  choose(command) {
    this.chosen = command;
    this.line.value = `/${command.words}`;
    this.offers.hidden = true;
    this.line.setAttribute("aria-expanded", "false");
    const send = element("button", { type: "submit" }, "Send");
    this.form.replaceChildren(
      element("strong", {}, `/${command.words}`),
      ...command.options.map((option) => this.field(option)),
      send,
    );
    this.form.hidden = false;
    (this.form.querySelector("[required]") ?? send).focus();
  }

  cancel({ focus = true } = {}) {
    this.chosen = null;
    this.form.hidden = true;
    this.form.replaceChildren();
    this.offers.hidden = true;
    this.line.value = "";
    if (focus) this.line.focus();
  }

  field(option) {
    const control = this.control(option);
    control.name = option.name;
    control.required = Boolean(option.required);
    const label = option.required ? `${option.name} (required)` : option.name;
    return element("label", { title: option.description }, label, control);
  }

  control(option) {
    const reference = REFERENCES[option.type];
    if (option.choices?.length) {
      return choiceOf(option.choices.map((choice) => [choice.name, JSON.stringify(choice.value)]));
    }
    if (option.type === BOOLEAN) return choiceOf([["yes", "true"], ["no", "false"]]);
    if (reference) {
      const fits = ([key]) => key.startsWith(reference) && (reference !== "@" || !key.startsWith("@&"));
      const named = Object.entries(this.names).filter(fits);
      return choiceOf(named.map(([key, name]) => [name, JSON.stringify(key.replace(/^\D+/u, ""))]));
    }
    const input = element("input", { type: "text", autocomplete: "off" });
    if (option.type === INTEGER || option.type === NUMBER) input.inputMode = "decimal";
    if (option.autocomplete) this.complete(input, option);
    return input;
  }

  /** Ask the bot for choices while someone types. */
  complete(input, option) {
    const list = element("datalist", { id: `for-${option.name}` });
    this.form.after(list);
    input.setAttribute("list", list.id);
    const refresh = async () => {
      const { choices } = await this.ask({
        do: "autocomplete",
        channel: this.channel,
        command: this.chosen.words,
        option: option.name,
        typed: input.value,
        options: this.values({ except: option.name }),
      });
      input.choices = choices;
      list.replaceChildren(...choices.map((choice) => new Option("", choice.name)));
    };
    input.addEventListener("input", refresh);
    input.addEventListener("focus", refresh, { once: true });
  }

  values({ except = "" } = {}) {
    const values = {};
    for (const option of this.chosen.options) {
      const control = this.form.elements[option.name];
      if (option.name !== except && control.value !== "") {
        values[option.name] = valueOf(option, control);
      }
    }
    return values;
  }

  send(event) {
    event.preventDefault();
    const command = this.chosen.words;
    this.act({ do: "slash", channel: this.channel, command, options: this.values() });
    this.cancel();
  }
}

function choiceOf(pairs) {
  const node = element("select");
  node.append(new Option("", ""));
  node.append(...pairs.map(([name, value]) => new Option(name, value)));
  return node;
}

function valueOf(option, control) {
  if (control.nodeName === "SELECT") return JSON.parse(control.value);
  // What is shown is the choice's name; what the bot wants is its value.
  const chosen = control.choices?.find((choice) => choice.name === control.value);
  if (chosen) return chosen.value;
  const isNumber = option.type === INTEGER || option.type === NUMBER;
  return isNumber && !Number.isNaN(Number(control.value)) ? Number(control.value) : control.value;
}
