// The book beside the chat: every request of the bot, what people did, what trouble was made.

import { element } from "./dom.js";

const MOST = 250;
const $ = (selector) => document.querySelector(selector);

export class Ledger {
  constructor() {
    this.list = $("#ledger");
    this.waiting = [];
    this.limited = 0;
    this.requests = 0;
  }

  clear() {
    this.list.replaceChildren();
    this.waiting = [];
    this.limited = this.requests = 0;
  }

  /** Lines come in floods; they are drawn once a frame. */
  add(lines) {
    if (!this.waiting.length) requestAnimationFrame(() => this.draw());
    this.waiting.push(...lines);
  }

  draw() {
    const atTop = this.list.scrollTop < 40;
    for (const line of this.waiting) this.count(line);
    const rows = this.waiting.slice(-MOST).map(row).reverse();
    this.waiting = [];
    this.list.prepend(...rows);
    while (this.list.children.length > MOST) this.list.lastChild.remove();
    if (atTop) this.list.scrollTop = 0;
    $("#counts").textContent = `${this.requests} requests, ${this.limited} answered 429`;
  }

  count({ sort, status }) {
    if (sort === "request") this.requests += 1;
    if (status === 429) this.limited += 1;
  }
}

function row(line) {
  const clock = new Date(line.at * 1000).toLocaleTimeString(undefined, { timeStyle: "medium" });
  const at = element("time", {}, clock);
  if (line.sort !== "request") return element("li", { className: line.sort, title: line.text }, at,
    element("span", { className: "text" }, line.text));
  const status = element("span", { className: `s${Math.floor(line.status / 100)}` },
    line.status ? String(line.status) : "reset", line.code ? ` (${line.code})` : "");
  return element("li", { className: "request", title: line.path },
    at, element("b", {}, line.method), status,
    element("span", { className: "bucket", title: "Bucket" }, line.bucket),
    element("span", { className: "took" }, `${line.milliseconds} ms`),
    element("code", {}, ...line.route.split(/(?=\/)/u).flatMap((part) => [element("wbr"), part])));
}
