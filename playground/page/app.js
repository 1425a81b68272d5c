// The page: one socket to the playground, and what to do with everything that comes over it.

import { Composer } from "./composer.js";
import { button, element, icon } from "./dom.js";
import { Hint } from "./hint.js";
import { Ledger } from "./ledger.js";
import { Modal } from "./modal.js";
import { drawSidebar, drawTitle, remember } from "./sidebar.js";
import { state } from "./state.js";
import { furnishFrame, closeDrawers } from "./frame.js";
import { Timeline } from "./timeline.js";
import { Tools } from "./tools.js";
import { Wire } from "./wire.js";

const $ = (selector) => document.querySelector(selector);

const wire = new Wire({ hear: (told) => SEE[told.see]?.(told), gone });

function act(asked) {
  $("#trouble").hidden = true;
  wire.act(asked);
}

const composer = new Composer({ act, ask: (asked) => wire.ask(asked) });
const timeline = new Timeline({ list: $("#messages"), present: $("#present"), act });
const modal = new Modal({ act, ask: (asked) => wire.ask(asked) });
const tools = new Tools({ act });
const ledger = new Ledger();
const hint = new Hint({ key: wire.key, send: (command) =>
  act({ do: "slash", channel: state.place.id, command, options: {} }) });

const SEE = {
  welcome,
  history({ channel, messages }) {
    if (channel === state.place?.id) timeline.show(messages);
  },
  message({ message }) {
    if (message.channel_id === state.place?.id) timeline.put(message);
  },
  gone: ({ id }) => timeline.remove(id),
  interaction(told) {
    if (told.kind === "command") hint.done();
    if (told.kind === "modal") modal.interaction(told);
    else timeline.interaction(told);
  },
  modal: (told) => modal.open(told),
  unread({ places, people }) {
    state.marks = { places, people };
    drawAround();
  },
  trouble({ text }) {
    if (!modal.fail(text)) say(text);
  },
  clock: (told) => tools.clock(told),
  faults: (told) => tools.faults(told),
  ledger: ({ lines }) => ledger.add(lines),
};

function say(text) {
  const dismiss = button({ className: "plain", "aria-label": "Dismiss" },
    () => ($("#trouble").hidden = true), icon("close"));
  $("#trouble").replaceChildren(element("span", {}, text), dismiss);
  $("#trouble").hidden = false;
}

let known = false;

function welcome(told) {
  const samePerson = told.person === state.person && known;
  known = true;
  Object.assign(state, {
    people: told.people,
    person: told.person,
    personId: told.person_id,
    places: told.places,
    guilds: told.guilds,
    names: told.names,
    bot: told.bot,
    fileLimit: told.file_limit,
  });
  document.body.classList.remove("offline");
  $("#bot-state").textContent = told.bot.online ? `${told.bot.name} is online` : `${told.bot.name} is offline`;
  $("#bot-state").classList.toggle("online", told.bot.online);
  tools.clock(told.clock);
  const kept = state.places.find((place) => place.id === state.place?.id);
  if (kept && samePerson) {
    state.place = kept;
    drawAround();
    composer.be({ place: kept, person: state.person, bot: state.bot.name });
  } else {
    if (modal.dialog.open) modal.close();
    open(kept ?? counterpart() ?? state.places[0]);
  }
  hint.propose(state.place);
}

/** Who was in a direct message is in their own after becoming somebody else. */
function counterpart() {
  return state.place && !state.place.guild_id ? state.places.find((it) => !it.guild_id) : null;
}

function open(place) {
  const moved = place.id !== state.place?.id;
  state.place = place;
  remember(place);
  closeDrawers();
  if (moved) $("#messages").replaceChildren();
  drawAround();
  composer.be({ place, person: state.person, bot: state.bot.name });
  act({ do: "open", channel: place.id });
  if (matchMedia("(hover: hover)").matches) $("#line").focus();
}

function drawAround() {
  drawSidebar({ open, be: (person) => act({ do: "be", person }) });
  drawTitle();
  const waiting = Object.values(state.marks.people).reduce((sum, count) => sum + count, 0);
  const place = state.place.name;
  document.title = `${waiting ? `(${waiting}) ` : ""}${place} · ${state.person} · Playground`;
}

function gone(everOpen) {
  known = false;
  ledger.clear();
  document.body.classList.add("offline");
  $("#bot-state").textContent = everOpen ? "The playground has ended" : "Not connected";
  $("#bot-state").classList.remove("online");
  say(everOpen
    ? "The playground has ended. If you started it anew, open the address it printed."
    : "This page needs the whole address the playground printed, with its key.");
}

setInterval(() => tools.tick(), 250);
furnishFrame();
wire.connect();
