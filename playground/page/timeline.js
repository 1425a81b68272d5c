// The messages of the place that is open, and what became of the last presses.

import { avatar, button, element, icon, keepingFocus } from "./dom.js";
import { dots, messageElement } from "./message.js";
import { day } from "./moments.js";
import { state } from "./state.js";

const GROUP_MILLISECONDS = 7 * 60 * 1000;
/** Pixels from the end that still count as being there: less than one turn of a wheel. */
const NEAR_END = 8;

export class Timeline {
  constructor({ list, present, act }) {
    Object.assign(this, { list, present, act });
    this.commands = new Map();
    this.presses = new Map();
    this.atEnd = true;
    list.addEventListener("scroll", () => this.settle(this.isAtEnd()));
    present.addEventListener("click", () => this.scrollDown());
    // Edits and pictures make messages grow; who reads the end stays there. Who reads further up
    // is kept in place by the browser, which anchors a list that scrolls.
    this.growth = new ResizeObserver(() => this.atEnd && this.scrollDown());
    this.growth.observe(list);
  }

  show(messages) {
    this.list.replaceChildren(opening(state.place), ...messages.map((it) => this.drawn(it)));
    for (const node of this.list.children) this.growth.observe(node);
    for (const command of this.commands.values()) this.drawCommand(command);
    this.regroup();
    this.scrollDown();
  }

  put(message) {
    const known = document.getElementById(`m${message.id}`);
    const node = this.drawn(message);
    const was = this.atEnd;
    if (known) keepingFocus(known, () => become(known, node));
    else this.append(node);
    this.regroup();
    const isMine = !known && message.author.id === state.personId;
    if (was || isMine) this.scrollDown();
    else if (!known) this.offerPresent("New messages");
  }

  append(node) {
    this.list.append(node);
    this.growth.observe(node);
  }

  remove(id) {
    const node = document.getElementById(`m${id}`);
    if (node) keepingFocus(node, () => node.remove());
    this.regroup();
  }

  drawn(message) {
    const node = messageElement(message, { act: this.act });
    this.markPress(node, this.presses.get(message.id));
    return node;
  }

  /** A command or a press on its way, answered, or failed. */
  interaction(it) {
    if (it.kind === "command") this.command(it);
    else if (it.kind === "component") this.press(it);
  }

  command(it) {
    document.getElementById(`i${it.id}`)?.remove();
    this.commands.delete(it.id);
    if (it.state === "answered") return;
    this.commands.set(it.id, { ...it, person: state.person });
    this.drawCommand(this.commands.get(it.id));
  }

  drawCommand(it) {
    if (it.channel !== state.place?.id || it.person !== state.person) return;
    const node = it.state === "failed" ? this.failedCommand(it) : sending(it);
    document.getElementById(`i${it.id}`)?.remove();
    this.append(node);
    // Who asks for something wants to see it.
    if (this.atEnd || it.state === "waiting") this.scrollDown();
  }

  failedCommand(it) {
    const dismiss = button({ className: "plain" }, () => {
      this.commands.delete(it.id);
      document.getElementById(`i${it.id}`)?.remove();
    }, "Dismiss message");
    return local(it,
      failure("The application did not respond"),
      element("div", { className: "only-you" }, icon("eye"), "Only you can see this • ", dismiss));
  }

  press(it) {
    if (it.state === "answered") this.presses.delete(it.message);
    else this.presses.set(it.message, it);
    const node = document.getElementById(`m${it.message}`);
    if (node) this.markPress(node, it);
  }

  markPress(node, it) {
    node.querySelector(".failure.pressed")?.remove();
    const waiting = it?.state === "waiting";
    node.classList.toggle("waiting", waiting);
    for (const pressed of node.querySelectorAll("[data-custom-id]")) {
      const mine = waiting && pressed.dataset.customId === it.custom_id;
      pressed.querySelector(".dots")?.remove();
      if (mine) pressed.setAttribute("aria-busy", "true");
      else pressed.removeAttribute("aria-busy");
      if (mine) pressed.append(dots());
    }
    if (it?.state !== "failed") return;
    const said = failure("This interaction failed");
    said.classList.add("pressed");
    node.querySelector(".body").append(said);
  }

  /** A message right after another of the same author goes without its own byline. */
  regroup() {
    let before = null;
    for (const node of this.list.querySelectorAll(".message")) {
      const follows = before
        && !node.classList.contains("replies")
        && before.dataset.author === node.dataset.author
        && before.classList.contains("private") === node.classList.contains("private")
        && Date.parse(node.dataset.at) - Date.parse(before.dataset.at) < GROUP_MILLISECONDS;
      node.classList.toggle("grouped", Boolean(follows));
      before = node;
    }
  }

  isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.list;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  scrollDown() {
    this.list.scrollTop = this.list.scrollHeight;
    this.settle(true);
  }

  /** Whether one reads the end; a button leads back there from further up. */
  settle(atEnd) {
    this.atEnd = atEnd;
    if (!atEnd && this.present.hidden) this.offerPresent("Jump to present");
    this.present.hidden = atEnd;
  }

  offerPresent(words) {
    this.present.replaceChildren(words, icon("down"));
  }
}

/** The head of a place, above its first message. */
function opening(place) {
  const isChannel = Boolean(place.guild_id);
  const name = place.name.replace(/^#/u, "");
  const sign = isChannel ? element("span", { className: "sign" }, icon("hash")) : avatar(name, true);
  const title = isChannel ? `Welcome to #${name}!` : name;
  const text = isChannel
    ? `This is the start of the #${name} channel.`
    : `This is the beginning of your direct message history with ${name}.`;
  return element("li", { className: "opening" }, sign, element("h3", {}, title),
    element("p", {}, text), element("p", { className: "day" }, day(new Date().toISOString())));
}

function local(it, ...children) {
  const reply = element("div", { className: "reply" }, avatar(state.person, false),
    element("strong", {}, state.person), " used ",
    element("span", { className: "mention" }, it.name));
  const by = element("div", { className: "by" }, element("strong", {}, state.bot.name),
    element("span", { className: "app" }, "APP"));
  return element("li", { id: `i${it.id}`, className: "local replies" }, reply,
    avatar(state.bot.name, true), by, element("div", { className: "body" }, ...children));
}

function sending(it) {
  const node = local(it, element("p", { className: "thinking" }, dots(), "Sending command…"));
  node.classList.add("sending");
  return node;
}

function failure(text) {
  return element("p", { className: "failure", role: "alert" }, icon("warn"), text);
}

/** An edited message stays the element it was, so that whoever reads it is not moved. */
function become(known, node) {
  known.className = node.className;
  Object.assign(known.dataset, node.dataset);
  known.replaceChildren(...node.childNodes);
}
