// What the page knows just now. Told by the playground; nothing here decides anything.

export const state = {
  people: [],
  person: "",
  personId: "",
  places: [],
  guilds: [],
  names: {},
  place: null,
  bot: { id: "", name: "", online: false },
  fileLimit: 0,
  marks: { places: {}, people: {} },
};

const NOTHING = { messages: 0, pings: 0 };

export const marksOf = (place) => state.marks.places[place.id] ?? NOTHING;

export const guildOf = (place) => state.guilds.find((guild) => guild.id === place?.guild_id);

const named = (prefix, ids) =>
  ids
    .filter((id) => state.names[prefix + id])
    .map((id) => ({ value: id, label: state.names[prefix + id].replace(/^[@#]/u, "") }));

/** People one can choose in this place. */
export function people(place) {
  const here = guildOf(place)?.members ?? [state.personId, state.bot.id];
  return named("@", here);
}

/** Roles one can choose in this place. */
export function roles(place) {
  return named("@&", guildOf(place)?.roles ?? []).map((role) => ({ ...role, mark: "@" }));
}

/** Channels one can choose in this place, of these kinds if any are named. */
export function channels(place, kinds) {
  return (guildOf(place)?.channels ?? [])
    .filter((channel) => !kinds?.length || kinds.includes(channel.kind))
    .map((channel) => ({ value: channel.id, label: channel.name, mark: "#" }));
}
