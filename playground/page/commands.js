// The commands as one types them, and the values of their options.

import { channels, people, roles, state } from "./state.js";

const SUB_COMMAND = 1, GROUP = 2, STRING = 3, INTEGER = 4, BOOLEAN = 5, USER = 6, CHANNEL = 7;
const ROLE = 8, MENTIONABLE = 9, NUMBER = 10, ATTACHMENT = 11;

/** `team join` and not a tree, in the order they were registered. */
export function flattened(commands) {
  const lines = [];
  const visit = (part, words) => {
    const inner = (part.options ?? []).filter((it) => it.type === SUB_COMMAND || it.type === GROUP);
    if (inner.length) inner.forEach((option) => visit(option, `${words} ${option.name}`));
    else lines.push({ words, description: part.description, options: part.options ?? [] });
  };
  commands.filter((it) => it.type === 1).forEach((command) => visit(command, command.name));
  return lines;
}

const closed = {
  [BOOLEAN]: () => [{ name: "True", value: true }, { name: "False", value: false }],
  [USER]: () => named(people(state.place)),
  [CHANNEL]: (option) => named(channels(state.place, option.channel_types)),
  [ROLE]: () => named(roles(state.place)),
  [MENTIONABLE]: () => named([...people(state.place), ...roles(state.place)]),
};

const named = (items) => items.map((item) => ({ name: (item.mark ?? "@") + item.label, value: item.value }));

export const isFile = (option) => option.type === ATTACHMENT;

/** The choices of an option that has a fixed list; null where anything may be typed. */
export function choicesOf(option) {
  if (option.choices?.length) return option.choices;
  return closed[option.type]?.(option) ?? null;
}

/** What was typed as a value, or why it is none: `{ value }` or `{ why }`. */
export function valueOf(option, typed) {
  if (option.type === INTEGER || option.type === NUMBER) return numberOf(option, typed);
  if (option.type !== STRING) return { why: "Input a valid value." };
  const { min_length: least = 0, max_length: most = 6000 } = option;
  if (typed.length < least || typed.length > most) return { why: between(least, most, " characters") };
  return { value: typed };
}

function numberOf(option, typed) {
  const value = Number(typed.replace(",", "."));
  if (Number.isNaN(value)) return { why: "Input a valid number." };
  if (option.type === INTEGER && !Number.isInteger(value)) return { why: "Input a valid integer." };
  const { min_value: least = -Infinity, max_value: most = Infinity } = option;
  return value < least || value > most ? { why: between(least, most, "") } : { value };
}

function between(least, most, what) {
  return `Must be between ${least} and ${most}${what}.`;
}
