// The first visit: one line says what to type, and a button does it.

import { flattened } from "./commands.js";
import { button, element, icon } from "./dom.js";

export class Hint {
  /** `send(command)` sends that command; `key` tells one run of the playground from another. */
  constructor({ send, key }) {
    this.send = send;
    this.name = `tried:${key}`;
    this.node = document.querySelector("#hint");
  }

  /** Propose the first command the bot registered that needs nothing more. */
  propose(place) {
    const command = flattened(place.commands).find((it) => !it.options.some((o) => o.required));
    this.node.hidden = !command || sessionStorage.getItem(this.name) !== null;
    if (this.node.hidden) return;
    const go = button({ className: "button style-1" }, () => this.send(command.words), "Do it for me");
    const close = button({ className: "plain", "aria-label": "Dismiss" }, () => this.done(), icon("close"));
    this.node.replaceChildren(
      element("span", {}, "Type ", element("kbd", {}, `/${command.words}`), " and press ",
        element("kbd", {}, "Enter"), " twice: ", command.description),
      go, close);
  }

  done() {
    sessionStorage.setItem(this.name, "yes");
    this.node.hidden = true;
  }
}
