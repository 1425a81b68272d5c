// What one can do to the world: turn the clock, make trouble.

import { button, element, icon, keepingFocus } from "./dom.js";
import { state } from "./state.js";

const $ = (selector) => document.querySelector(selector);

const TROUBLE = {
  dms: () => ["Close DMs", `no direct messages to ${state.person}`],
  permission: () => ["Take its permission", `“Send Messages”, in ${state.place.name}`],
  slow: () => ["Slow network", "every request of the bot takes 2 s"],
  failing: () => ["Answer 503", "to every request of the bot"],
  gateway: () => ["Drop the gateway", "the bot has to reconnect and resume"],
  process: () => ["Kill the bot", "kill -9, and start it again"],
};
const ONCE = { gateway: "Drop" };

export class Tools {
  constructor({ act }) {
    this.act = act;
    for (const node of document.querySelectorAll("[data-speed]")) {
      node.addEventListener("click", () => act({ do: "clock", speed: Number(node.dataset.speed) }));
    }
    $("#next").addEventListener("click", () => act({ do: "next", stop: this.skipping }));
  }

  clock({ speed, elapsed, skipping, skipped, outcome }) {
    for (const node of document.querySelectorAll("[data-speed]")) {
      node.setAttribute("aria-pressed", String(Number(node.dataset.speed) === speed));
    }
    this.skipping = skipping;
    this.told = { speed, elapsed, at: performance.now() };
    const label = skipping ? "Looking… press to stop" : "Skip to the next thing due";
    $("#next").replaceChildren(icon(skipping ? "close" : "skip"), label);
    $("#skipped").textContent = skipping ? `${span(skipped)} on, nothing yet` : outcome;
    this.tick();
  }

  /** The bot's clock since the start, as it runs. */
  tick() {
    if (!this.told) return;
    const since = (performance.now() - this.told.at) / 1000;
    $("#elapsed").textContent = span(this.told.elapsed + since * this.told.speed);
  }

  faults(told) {
    const rows = Object.keys(TROUBLE)
      .filter((name) => told[name] !== null && told[name] !== undefined)
      .map((name) => this.row(name, told[name]));
    keepingFocus($("#troubles"), () => $("#troubles").replaceChildren(...rows));
    document.body.classList.toggle("troubled", Object.values(told).some((it) => it === true));
  }

  row(name, on) {
    const [title, text] = TROUBLE[name]();
    const press = () =>
      this.act({ do: "trouble", name, on: !on, channel: state.place.id });
    const words = element("span", { className: "words" }, title, element("small", {}, text));
    if (name in ONCE) {
      const node = button({ className: "button style-2",
        "aria-label": title }, press, ONCE[name]);
      return element("li", {}, words, node);
    }
    const knob = button({ className: "switch", role: "switch",
      "aria-checked": on, "aria-label": title }, press, element("i"));
    return element("li", { className: on ? "on" : "" }, words, knob);
  }
}

function span(seconds) {
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
