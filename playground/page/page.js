// The page: one socket to the playground, and what to do with everything that comes over it.

import { Composer } from "./composer.js";
import { element } from "./markup.js";
import { messageElement } from "./message.js";
import { openModal } from "./modal.js";

const $ = (selector) => document.querySelector(selector);
const key = new URLSearchParams(location.search).get("key") ?? "";
const state = { places: [], names: {}, person: "", place: null, unread: new Set() };
const tickets = new Map();
let socket = null;
let lastTicket = 0;

function act(asked) {
  $("#trouble").hidden = true;
  socket.send(JSON.stringify(asked));
}

function ask(asked) {
  const ticket = ++lastTicket;
  return new Promise((resolve) => {
    tickets.set(ticket, resolve);
    act({ ...asked, ticket });
  });
}

const composer = new Composer({ act, ask });

function connect() {
  socket = new WebSocket(`ws://${location.host}/playground/socket?key=${encodeURIComponent(key)}`);
  socket.addEventListener("message", (event) => {
    const told = JSON.parse(event.data);
    SEE[told.see](told);
  });
  socket.addEventListener("close", () => {
    $("#bot-state").textContent = "The playground has ended. Waiting for it…";
    setTimeout(connect, 2000);
  });
}

const SEE = {
  welcome,
  history({ channel, messages }) {
    if (channel !== state.place?.id) return;
    $("#messages").replaceChildren(...messages.map(drawn));
    scrollDown();
  },
  message({ message }) {
    if (message.channel_id === state.place?.id) put(message);
    else markUnread(message.channel_id);
  },
  gone: ({ id }) => document.getElementById(`m${id}`)?.remove(),
  interaction,
  modal: (modal) => openModal(modal, act),
  choices({ ticket, choices }) {
    tickets.get(ticket)?.({ choices });
    tickets.delete(ticket);
  },
  trouble({ text }) {
    $("#trouble").textContent = text;
    $("#trouble").hidden = false;
  },
  clock,
};

function welcome(told) {
  const samePerson = told.person === state.person;
  Object.assign(state, { places: told.places, names: told.names, person: told.person });
  const { name, online } = told.bot;
  $("#bot-state").textContent = online ? `${name} is here` : `${name} is not connected`;
  document.title = `${told.person} · Playground`;
  drawPeople(told.people);
  clock(told.clock);
  const kept = state.places.find((place) => place.id === state.place?.id);
  if (kept && samePerson) {
    state.place = kept;
    composer.be({ channel: kept.id, commands: kept.commands, names: state.names });
    drawPlaces();
  } else {
    state.unread.clear();
    open(kept ?? state.places[0]);
  }
}

function drawPeople(people) {
  const buttons = people.map((name) => {
    const node = element("button", { type: "button" }, name);
    node.setAttribute("aria-pressed", String(name === state.person));
    node.addEventListener("click", () => act({ do: "be", person: name }));
    return node;
  });
  $("#people").replaceChildren(element("legend", {}, "You are"), ...buttons);
}

function drawPlaces() {
  const nodes = [];
  for (const guild of new Set(state.places.map((place) => place.guild))) {
    nodes.push(element("h2", {}, guild));
    const inside = state.places.filter((place) => place.guild === guild);
    nodes.push(...inside.map(placeElement));
  }
  $("#places").replaceChildren(...nodes);
}

function placeElement(place) {
  const node = element("button", { type: "button" }, place.name);
  node.setAttribute("aria-current", String(place.id === state.place?.id));
  node.classList.toggle("unread", state.unread.has(place.id));
  node.addEventListener("click", () => open(place));
  return node;
}

function open(place) {
  state.place = place;
  state.unread.delete(place.id);
  $("#place-name").textContent = place.name;
  $("#messages").replaceChildren();
  composer.be({ channel: place.id, commands: place.commands, names: state.names });
  drawPlaces();
  act({ do: "open", channel: place.id });
}

function markUnread(channel) {
  state.unread.add(channel);
  drawPlaces();
}

function drawn(message) {
  return messageElement(message, { act, names: state.names });
}

function put(message) {
  const list = $("#messages");
  const wasAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const known = document.getElementById(`m${message.id}`);
  const node = drawn(message);
  if (known) replaceKeepingFocus(known, node);
  else list.append(node);
  if (wasAtEnd) scrollDown();
}

/** An edit must not throw someone who is on a button out of the message. */
function replaceKeepingFocus(known, node) {
  const focused = known.contains(document.activeElement) ? document.activeElement : null;
  const label = focused?.textContent;
  known.replaceWith(node);
  if (!focused) return;
  [...node.querySelectorAll("button")].find((button) => button.textContent === label)?.focus();
}

function scrollDown() {
  const list = $("#messages");
  list.scrollTop = list.scrollHeight;
}

function interaction({ id, channel, state: happened, name }) {
  const known = document.getElementById(`i${id}`);
  if (happened === "answered" || channel !== state.place?.id) {
    known?.remove();
    return;
  }
  const text = happened === "failed" ? "The application did not respond" : "Sending…";
  const node = element("li", { id: `i${id}`, className: "notice" }, [name, text].filter(Boolean).join(": "));
  if (known) known.replaceWith(node);
  else $("#messages").append(node);
  scrollDown();
}

function clock({ speed }) {
  for (const node of document.querySelectorAll("#clock [data-speed]")) {
    node.setAttribute("aria-pressed", String(Number(node.dataset.speed) === speed));
  }
}

for (const node of document.querySelectorAll("#clock button")) {
  const { speed, skip } = node.dataset;
  const asked = speed ? { speed: Number(speed) } : { skip: Number(skip) };
  node.addEventListener("click", () => act({ do: "clock", ...asked }));
}

connect();
