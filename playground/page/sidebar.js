// Servers, channels and direct messages on the left; who one is, at the bottom and on top.

import { avatar, badge, button, element, icon, keepingFocus } from "./dom.js";
import { marksOf, state } from "./state.js";

const VOICE = [2, 13], THREADS = [10, 11, 12];
const $ = (selector) => document.querySelector(selector);

const sorted = () => [
  { id: null, name: "Direct messages", places: state.places.filter((it) => !it.guild_id) },
  ...state.guilds.map((guild) => ({
    ...guild,
    places: state.places.filter((it) => it.guild_id === guild.id),
  })),
];

const total = (places, key) => places.reduce((sum, place) => sum + marksOf(place)[key], 0);

/** Draw everything beside the messages; `open(place)` and `be(name)` are what one can do there. */
export function drawSidebar({ open, be }) {
  const here = state.place?.guild_id ?? null;
  const servers = sorted();
  keepingFocus($("#sidebar"), () => {
    drawRail(servers, here, open);
    drawPlaces(servers.find((server) => server.id === here), open);
  });
  keepingFocus($("#people"), () => drawPeople(be));
  drawSelf();
}

function drawRail(servers, here, open) {
  const nodes = servers.map((server) => {
    const pings = total(server.places, "pings");
    const face = server.id ? element("span", {}, initials(server.name)) : homeFace();
    const node = button(
      { className: "server", title: server.name, "aria-label": labelled(server.name, pings), "data-key": `server${server.id}` },
      () => server.places.length && open(lastOpen(server)), face, badge(pings));
    node.setAttribute("aria-current", String(server.id === here));
    node.classList.toggle("unread", total(server.places, "messages") > 0);
    return node;
  });
  const line = element("hr");
  $("#servers").replaceChildren(nodes[0], line, ...nodes.slice(1));
}

const homeFace = () => element("img", { src: "/page/icon.svg", alt: "" });

const initials = (name) => name.split(/\s+/u).map((word) => word[0]).join("").slice(0, 3);

const labelled = (name, pings) => (pings ? `${name}, ${pings} unread` : name);

/** One comes back to the channel one left. */
function lastOpen(server) {
  return server.places.find((place) => place.id === seen.get(server.id)) ?? server.places[0];
}

const seen = new Map();

export function remember(place) {
  seen.set(place.guild_id, place.id);
}

function drawPlaces(server, open) {
  $("#server-name").textContent = server.name;
  const heading = server.id ? "Text channels" : "Messages";
  $("#places").replaceChildren(element("h3", {}, heading),
    ...server.places.map((place) => placeElement(place, open)));
}

function signOf(place) {
  if (!place.guild_id) {
    const status = element("i", { className: state.bot.online ? "status online" : "status" });
    return element("span", { className: "with-status" }, avatar(place.name, true), status);
  }
  if (VOICE.includes(place.kind)) return icon("speaker");
  return icon(THREADS.includes(place.kind) ? "thread" : "hash");
}

function placeElement(place, open) {
  const { messages, pings } = marksOf(place);
  const name = place.name.replace(/^#/u, "");
  const about = { className: "place", "aria-label": labelled(name, messages), "data-key": place.id };
  const node = button(about, () => open(place), signOf(place), element("span", { className: "name" }, name), badge(pings));
  node.setAttribute("aria-current", String(place.id === state.place?.id));
  node.classList.toggle("unread", messages > 0);
  return node;
}

function drawPeople(be) {
  $("#people").replaceChildren(...state.people.map((person) => {
    const waiting = state.marks.people[person.name] ?? 0;
    const title = person.admin ? `${person.name}, may manage this server` : person.name;
    const about = { className: "person", title, "aria-label": labelled(title, waiting), "data-key": person.name };
    const node = button(about, () => be(person.name), avatar(person.name, false),
      element("span", { className: "name" }, person.name),
      person.admin ? element("span", { className: "crown" }, icon("crown")) : null,
      badge(waiting));
    node.setAttribute("aria-pressed", String(person.name === state.person));
    return node;
  }));
}

function drawSelf() {
  const me = state.people.find((person) => person.name === state.person);
  $("#self").replaceChildren(
    element("span", { className: "with-status" }, avatar(me.name, false),
      element("i", { className: "status online" })),
    element("div", {}, element("strong", {}, me.name),
      element("small", {}, me.admin ? "Manages the server" : "Member")));
}

/** The open place above its messages. */
export function drawTitle() {
  const { place } = state;
  const name = place.name.replace(/^#/u, "");
  $("#place-name").replaceChildren(signOf(place), element("span", {}, name));
}
