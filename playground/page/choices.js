// What a select component offers, whatever its kind.

import { Picker } from "./picker.js";
import { channels, people, roles, state } from "./state.js";

const STRING = 3, USER = 5, ROLE = 6, MENTIONABLE = 7, CHANNEL = 8;
const PLACEHOLDERS = {
  [STRING]: "Make a selection",
  [USER]: "Select a user",
  [ROLE]: "Select a role",
  [MENTIONABLE]: "Select a user or role",
  [CHANNEL]: "Select a channel",
};

export const isSelect = (component) => component.type in PLACEHOLDERS;

function offered(component) {
  const kinds = {
    [STRING]: () => component.options,
    [USER]: () => people(state.place),
    [ROLE]: () => roles(state.place),
    [MENTIONABLE]: () => [...people(state.place), ...roles(state.place)],
    [CHANNEL]: () => channels(state.place, component.channel_types),
  };
  const chosen = (component.default_values ?? []).map((value) => value.id);
  return kinds[component.type]().map((item) => ({
    ...item,
    default: item.default || chosen.includes(item.value),
  }));
}

/** A picker for this select; `done(values)` is told the choice. */
export function pickerFor(component, done) {
  return new Picker({
    items: offered(component),
    placeholder: component.placeholder || PLACEHOLDERS[component.type],
    least: component.min_values ?? 1,
    most: component.max_values ?? 1,
    disabled: Boolean(component.disabled),
    search: component.type !== STRING,
    done,
  });
}
