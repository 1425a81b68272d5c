// Files: as they stand in a message, and on their way from here to a bot.

import { button, element, icon } from "./dom.js";
import { state } from "./state.js";

const sizeOf = (bytes) => (bytes < 1024 * 1024
  ? `${Math.ceil(bytes / 1024)} KB`
  : `${(bytes / 1024 / 1024).toFixed(1)} MB`);

const HERE = /^http:\/\/(?:127\.0\.0\.1|localhost):(\d+)(\/attachments\/.+)$/u;

/** The path of a file that lies in this playground, under whichever name it was opened. */
export function fromHere(url) {
  const [, port, path] = HERE.exec(url) ?? [];
  return port === location.port ? path : undefined;
}

/** A file in a message. */
export function fileElement(url, name, size) {
  const title = name || decodeURIComponent(url.split("/").at(-1));
  const about = size ? element("small", {}, sizeOf(size)) : null;
  const link = element("a", { href: fromHere(url) ?? url, download: title }, title);
  return element("div", { className: "file" }, icon("file"), element("div", {}, link, about));
}

/** Hand a file over: `{ id }`, or `{ why }` it was not taken. */
export async function handOver(file, ask) {
  if (file.size > state.fileLimit) {
    return { why: `Your files are too powerful. The max file size is ${sizeOf(state.fileLimit)}.` };
  }
  const content = await base64(file);
  return ask({ do: "upload", channel: state.place.id, name: file.name, content });
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result.slice(reader.result.indexOf(",") + 1)));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });
}

/** Where files are dropped or chosen; each is handed over at once. */
export class Dropbox {
  constructor({ id, most, ask }) {
    Object.assign(this, { most, ask, files: [], why: "" });
    this.input = element("input", { id, type: "file", multiple: most > 1 });
    this.input.addEventListener("change", () => this.take([...this.input.files]));
    this.list = element("ul");
    const words = most > 1 ? "Drop files here or " : "Drop a file here or ";
    const zone = element("label", { className: "drop", htmlFor: id },
      icon("file"), element("span", {}, words, element("b", {}, "browse")), this.input);
    zone.addEventListener("dragover", (event) => event.preventDefault());
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      this.take([...event.dataTransfer.files]);
    });
    this.node = element("div", { className: "dropbox" }, zone, this.list);
  }

  /** The ids of what was handed over; `waiting` while some of it is on its way. */
  get ids() {
    return this.files.map((file) => file.id).filter(Boolean);
  }

  get waiting() {
    return this.files.length > this.ids.length;
  }

  async take(chosen) {
    this.input.value = "";
    this.why = "";
    const room = this.most === 1 ? 1 : this.most - this.files.length;
    if (chosen.length > room) this.why = `At most ${this.most}.`;
    if (this.most === 1) this.files = [];
    const files = chosen.slice(0, room).map(({ name, size }) => ({ name, size, id: "" }));
    this.files.push(...files);
    this.draw();
    await Promise.all(files.map((file, index) => this.send(file, chosen[index])));
  }

  async send(file, content) {
    const { id, why } = await handOver(content, this.ask);
    file.id = id;
    if (why) this.drop(file);
    this.why = why ?? this.why;
    this.draw();
  }

  drop(file) {
    this.files = this.files.filter((it) => it !== file);
    this.draw();
  }

  draw() {
    const rows = this.files.map((file) => element("li", { className: "file" }, icon("file"),
      element("div", {}, element("span", {}, file.name),
        element("small", {}, file.id ? sizeOf(file.size) : "Uploading…")),
      button({ className: "tool", "aria-label": `Remove ${file.name}` }, () => this.drop(file), icon("close"))));
    if (this.why) rows.push(element("li", { className: "failure", role: "alert" }, this.why));
    this.list.replaceChildren(...rows);
  }
}
