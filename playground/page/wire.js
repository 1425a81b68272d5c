// The one socket to the playground: what is asked goes out, what happens comes in.

const RETRY_MILLISECONDS = 2000;

export class Wire {
  /** `hear(told)` gets everything told; `gone(everOpen)` that the socket is closed. */
  constructor({ hear, gone }) {
    this.hear = hear;
    this.gone = gone;
    this.key = new URLSearchParams(location.search).get("key") ?? "";
    this.tickets = new Map();
    this.lastTicket = 0;
    this.everOpen = false;
  }

  connect() {
    const address = `ws://${location.host}/playground/socket?key=${encodeURIComponent(this.key)}`;
    this.socket = new WebSocket(address);
    this.socket.addEventListener("open", () => (this.everOpen = true));
    this.socket.addEventListener("message", (event) => this.receive(JSON.parse(event.data)));
    this.socket.addEventListener("close", () => {
      this.gone(this.everOpen);
      setTimeout(() => this.connect(), RETRY_MILLISECONDS);
    });
  }

  receive(told) {
    const waiting = this.tickets.get(told.ticket);
    if (!waiting) return this.hear(told);
    this.tickets.delete(told.ticket);
    return waiting(told);
  }

  act(asked) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(asked));
  }

  /** Ask for something that is answered. */
  ask(asked) {
    const ticket = ++this.lastTicket;
    return new Promise((resolve) => {
      this.tickets.set(ticket, resolve);
      this.act({ ...asked, ticket });
    });
  }
}
