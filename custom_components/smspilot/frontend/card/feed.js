// The messages of an account, live, whatever happens to the connection.

/** @import { Connection, Head, News, Row } from "./types" */

const PAUSE = 5000;

export class Feed {
  /** @type {Head} */
  head = { problem: "connecting", account: null, recipients: [], missing: [], history: null };
  /** @type {Map<string, Row>} */
  rows = new Map();
  /** @type {(() => void) | null} */
  #end = null;
  #heard = false;

  /** @param {(news: Row[]) => void} changed */
  constructor(changed) {
    this.changed = changed;
  }

  /** Follow an account from now on. @param {Connection} connection @param {object} request */
  open(connection, request) {
    this.close();
    const nothing = async () => {};
    let attempt = 0, timer = 0, leave = nothing;
    const begin = async () => {
      clearTimeout(timer);
      const mine = ++attempt;
      let first = true;
      try {
        const end = await connection.subscribeMessage((news) => {
          if (mine !== attempt) return;
          this.#take(news, first);
          first = false;
        }, { type: "smspilot/messages/subscribe", ...request }, { resubscribe: false });
        if (mine !== attempt) return void end().catch(() => {});
        leave = end;
      } catch (error) {
        if (mine !== attempt) return;
        const { code } = /** @type {{ code?: unknown }} */ (error);
        this.head.problem = code === "unknown_command" ? "no_integration" : "connection";
        this.changed([]);
        timer = window.setTimeout(begin, PAUSE);
      }
    };
    const stop = () => {
      attempt += 1;
      leave = nothing;
      clearTimeout(timer);
    };
    connection.addEventListener("ready", begin);
    connection.addEventListener("disconnected", stop);
    this.#end = () => {
      connection.removeEventListener("ready", begin);
      connection.removeEventListener("disconnected", stop);
      leave().catch(() => {});
      stop();
    };
    begin();
  }

  /** Follow nothing, and hold nothing. */
  close() {
    this.#end?.();
    this.#end = null;
    this.rows = new Map();
    this.#heard = false;
  }

  /** @param {News} news @param {boolean} first whether it is all there is */
  #take({ messages = [], gone = [], ...head }, first) {
    const before = this.rows;
    const fresh = messages.filter(({ id, state }) => this.#heard && !(before.has(id) && before.get(id)?.state === state));
    this.rows = new Map(first ? [] : before);
    for (const id of gone) this.rows.delete(id);
    for (const row of messages) this.rows.set(row.id, row);
    Object.assign(this.head, head);
    this.#heard ||= head.problem === null;
    this.changed(fresh);
  }
}
