// A select as Discord draws it: a line that opens a list, with a search where there is much.

import { button, element, icon } from "./dom.js";
import { Listbox } from "./listbox.js";

const MARGIN = 8;

export class Picker {
  /** `done(values)` is told what was chosen, once the choice is complete. */
  constructor({ items, placeholder, least = 1, most = 1, disabled = false, search = false, done }) {
    Object.assign(this, { items, placeholder, least, most, search, done });
    this.values = items.filter((item) => item.default).map((item) => item.value);
    this.line = button({ className: "select-line", disabled, "aria-haspopup": "listbox" },
      () => this.open());
    this.line.setAttribute("aria-expanded", "false");
    this.line.setAttribute("aria-label", placeholder);
    this.line.addEventListener("keydown", (event) => this.lineKey(event));
    this.popup = this.makePopup();
    this.node = element("div", { className: "select" }, this.line, this.popup);
    this.drawLine();
  }

  makePopup() {
    const owner = this.search
      ? element("input", { type: "text", placeholder: "Search", autocomplete: "off" })
      : element("div", { tabIndex: 0 });
    owner.className = "select-owner";
    this.list = new Listbox({ owner, label: this.placeholder, pick: (item) => this.choose(item) });
    owner.setAttribute("role", "combobox");
    owner.setAttribute("aria-expanded", "true");
    owner.setAttribute("aria-controls", this.list.id);
    owner.setAttribute("aria-label", this.placeholder);
    owner.addEventListener("input", () => this.drawList());
    owner.addEventListener("keydown", (event) => this.key(event));
    this.owner = owner;
    const popup = element("div", { className: "popout select-popup", popover: "auto" },
      owner, this.list.node);
    popup.addEventListener("toggle", (event) => this.toggled(event.newState === "open"));
    return popup;
  }

  open() {
    this.before = this.values.join();
    this.owner.value = "";
    this.popup.showPopover();
    this.drawList(this.items.findIndex((item) => this.values.includes(item.value)));
    this.place();
    this.owner.focus();
  }

  /** Below the line, or above it where there is no room. */
  place() {
    const line = this.line.getBoundingClientRect();
    const room = innerHeight - line.bottom - MARGIN;
    const height = this.popup.offsetHeight;
    const above = height > room && line.top > room;
    Object.assign(this.popup.style, {
      left: `${line.left}px`,
      width: `${line.width}px`,
      top: `${above ? Math.max(MARGIN, line.top - height - 4) : line.bottom + 4}px`,
    });
  }

  toggled(isOpen) {
    this.line.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) return;
    const enough = this.values.length >= this.least;
    if (this.most > 1 && enough && this.values.join() !== this.before) this.done([...this.values]);
  }

  drawList(at = 0) {
    const wanted = this.search ? this.owner.value.toLowerCase() : "";
    const fitting = this.items.filter((item) => item.label.toLowerCase().includes(wanted));
    this.list.show(fitting, (item) => this.drawItem(item), Math.max(0, at));
  }

  drawItem(item) {
    const chosen = this.values.includes(item.value);
    const words = element("span", { className: "words" },
      element("span", { className: "name" }, item.label),
      item.description ? element("small", {}, item.description) : null);
    const box = element("span", { className: this.most > 1 ? "tick box" : "tick" });
    if (chosen) box.append(icon("check"));
    const mark = item.emoji?.name ?? item.mark;
    return [mark ? element("span", { className: "mark" }, mark) : null, words, box];
  }

  drawLine() {
    const chosen = this.items.filter((item) => this.values.includes(item.value));
    const text = chosen.map((item) => item.label).join(", ") || this.placeholder;
    const words = element("span", { className: chosen.length ? "" : "placeholder" }, text);
    this.line.replaceChildren(words, icon("down"));
  }

  choose(item) {
    const at = this.list.at;
    if (this.most === 1) return this.chooseOne(item);
    if (this.values.includes(item.value)) {
      this.values = this.values.filter((value) => value !== item.value);
    } else if (this.values.length < this.most) {
      this.values = [...this.values, item.value];
    }
    this.drawLine();
    return this.drawList(at);
  }

  chooseOne(item) {
    const again = this.values.includes(item.value);
    this.values = again && this.least === 0 ? [] : [item.value];
    this.drawLine();
    this.close();
    this.done([...this.values]);
  }

  close() {
    this.popup.hidePopover();
    this.line.focus();
  }

  lineKey(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    this.open();
  }

  key(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    const picks = event.key === "Enter" || (event.key === " " && !this.search);
    if (steps[event.key]) this.list.move(steps[event.key]);
    else if (picks && this.list.selected) this.choose(this.list.selected);
    else if (event.key === "Escape" || event.key === "Tab") this.close();
    else if (!this.search && event.key.length === 1) this.jump(event.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  jump(letter) {
    const starts = (item) => item.label.toLowerCase().startsWith(letter.toLowerCase());
    const at = this.list.items.findIndex(starts);
    if (at !== -1) this.list.select(at);
  }
}
