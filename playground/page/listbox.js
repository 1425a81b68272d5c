// A list one walks with the arrows while the focus stays elsewhere.

import { element } from "./dom.js";

let lastId = 0;

export class Listbox {
  /** `owner` is the control that has the focus; `pick(item)` is told what was chosen. */
  constructor({ owner, label, pick }) {
    this.owner = owner;
    this.pick = pick;
    this.items = [];
    this.at = -1;
    this.id = `list${++lastId}`;
    this.node = element("ul", { id: this.id, role: "listbox", "aria-label": label });
  }

  /** Show these; `draw(item)` answers what stands in a row; `at` is the one walked to first. */
  show(items, draw, at = 0) {
    this.items = items;
    this.node.replaceChildren(...items.map((item, index) => this.row(item, index, draw)));
    this.select(items.length ? Math.min(at, items.length - 1) : -1);
  }

  row(item, index, draw) {
    const props = { id: `${this.id}-${index}`, role: "option", "aria-selected": false };
    const node = element("li", props, ...draw(item));
    // The focus stays where it is.
    node.addEventListener("pointerdown", (event) => event.preventDefault());
    node.addEventListener("click", () => this.pick(item));
    return node;
  }

  select(index) {
    this.at = index;
    [...this.node.children].forEach((row, i) => row.setAttribute("aria-selected", String(i === index)));
    const row = this.node.children[index];
    row?.scrollIntoView({ block: "nearest" });
    if (row) this.owner.setAttribute("aria-activedescendant", row.id);
    else this.owner.removeAttribute("aria-activedescendant");
  }

  move(by) {
    const count = this.items.length;
    if (!count) return;
    this.select(this.at === -1 && by < 0 ? count - 1 : (this.at + by + count) % count);
  }

  get selected() {
    return this.items[this.at];
  }
}
