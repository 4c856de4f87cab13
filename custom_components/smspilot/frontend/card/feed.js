// The messages of an account, live; comes back by itself whatever happens to the connection.

/** @import { Connection, Head, News, Row } from "./types" */

const FIRST_PAUSE = 3000;
const LONGEST_PAUSE = 60000;

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
    let attempt = 0, pause = FIRST_PAUSE;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    /** @type {(() => Promise<void>) | undefined} */
    let leave;
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
        pause = FIRST_PAUSE;
      } catch (error) {
        if (mine !== attempt) return;
        const { code } = /** @type {{ code?: unknown }} */ (error);
        this.head.problem = code === "unknown_command" ? "no_integration" : "connection";
        this.changed([]);
        timer = setTimeout(begin, pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE);
      }
    };
    const stop = () => {
      attempt += 1;
      leave = undefined;
      clearTimeout(timer);
    };
    connection.addEventListener("ready", begin);
    connection.addEventListener("disconnected", stop);
    this.#end = () => {
      connection.removeEventListener("ready", begin);
      connection.removeEventListener("disconnected", stop);
      leave?.().catch(() => {});
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
