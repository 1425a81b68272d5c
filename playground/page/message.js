// A message as an element: who said it, in answer to what, its body, its notices.

import { markdown } from "./blocks.js";
import { componentElement } from "./components.js";
import { avatar, button, element, icon } from "./dom.js";
import { embedElement, shownIn } from "./embeds.js";
import { fileElement } from "./files.js";
import { written } from "./moments.js";
import { gallery } from "./pictures.js";

const nameOf = (author) => author.global_name ?? author.username;

/** `context.act(asked)` sends something to the playground. */
export function messageElement(message, context) {
  const node = element("li", { id: `m${message.id}`, className: "message" });
  node.classList.toggle("private", message.ephemeral);
  node.classList.toggle("pings", message.pings_me);
  node.dataset.author = message.author.id;
  node.dataset.at = message.timestamp;
  const above = message.by ? usedCommand(message) : answered(message);
  node.classList.toggle("replies", Boolean(above));
  if (above) node.append(above);
  const name = nameOf(message.author);
  node.append(avatar(name, message.author.bot), byline(message, name));
  node.append(element("div", { className: "body" }, ...body(message, { ...context, message })));
  if (message.ephemeral) node.append(privateNotice(message, context));
  return node;
}

function usedCommand({ by }) {
  return element("div", { className: "reply" }, avatar(by.name, false),
    element("strong", {}, by.name), " used ",
    element("span", { className: "mention" }, by.command));
}

function answered({ answers }) {
  if (!answers) return null;
  const source = () => document.getElementById(`m${answers.id}`);
  const jump = button({ className: "quote" }, () => source()?.scrollIntoView({ block: "center" }),
    answers.text || "Press to see the message");
  return element("div", { className: "reply" }, avatar(answers.name, true),
    element("strong", {}, answers.name), jump);
}

function byline(message, name) {
  const by = element("div", { className: "by" }, element("strong", {}, name));
  if (message.author.bot) by.append(element("span", { className: "app" }, "APP"));
  by.append(written(message.timestamp));
  return by;
}

function body(message, context) {
  if (message.loading) return [thinking(nameOf(message.author))];
  const nodes = message.content ? [markdown(message.content)] : [];
  const elsewhere = shownIn(message.embeds);
  nodes.push(...attachments(message.attachments.filter((file) => !elsewhere.includes(file.url))));
  nodes.push(...message.embeds.map(embedElement));
  nodes.push(...message.components.map((component) => componentElement(component, context)));
  if (message.edited_timestamp) nodes.push(element("span", { className: "edited" }, "(edited)"));
  return nodes;
}

function attachments(files) {
  const isPicture = (file) => file.content_type?.startsWith("image/");
  const pictures = files.filter(isPicture).map((file) => ({ media: file, description: file.description }));
  const others = files.filter((file) => !isPicture(file));
  const nodes = pictures.length ? [gallery(pictures)] : [];
  return [...nodes, ...others.map((file) => fileElement(file.url, file.filename, file.size))];
}

export function dots() {
  return element("span", { className: "dots", "aria-hidden": true },
    element("i"), element("i"), element("i"));
}

function thinking(name) {
  return element("p", { className: "thinking" }, dots(), `${name} is thinking…`);
}

export function privateNotice(message, { act }) {
  const dismiss = button({ className: "plain" },
    () => act({ do: "dismiss", message: message.id }), "Dismiss message");
  return element("div", { className: "only-you" }, icon("eye"), "Only you can see this • ", dismiss);
}
