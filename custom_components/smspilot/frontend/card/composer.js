// The line to write in: what a text takes, what it costs, and what was wrong.

import { h, icon } from "./dom.js";
import { LIMITS, act, length, segments } from "./format.js";

/** @import { Account, Formats, Hass, Thread } from "./types" */

const PAUSE = 800;

export class Composer {
  text = h("textarea", { rows: 1 });
  channel = h("select");
  button = h("button", { class: "send", type: "submit" }, icon("send"));
  error = h("div", { class: "error", role: "alert", hidden: true });
  count = h("span");
  cost = h("span", { role: "status" });
  element = h("form", {}, this.error, h("div", { class: "write" }, this.text, this.button),
    h("div", { class: "under" }, this.channel, this.count, this.cost));
  /** What was begun to be written, by conversation. @type {Map<string, string>} */
  #drafts = new Map();
  /** @type {Thread | undefined} */
  #thread;
  #timer = 0;
  #asked = 0;
  #sending = false;
  #looks = "";

  /** @param {{ hass: Hass, formats: Formats, account: Account, sent(): void }} card */
  constructor(card) {
    this.card = card;
    this.text.oninput = this.channel.onchange = () => this.#typed();
    this.text.onkeydown = (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.element.requestSubmit();
    };
    this.element.onsubmit = (event) => {
      event.preventDefault();
      this.#send();
    };
  }

  get #usual() {
    return this.#thread?.recipient?.channel ?? this.card.account.channel;
  }

  /** Write to somebody from now on. @param {Thread} thread */
  show(thread) {
    const { say } = this.card.formats, before = this.#thread?.key;
    this.#thread = thread;
    const label = say("write", { name: thread.name }), usual = say("usual", { channel: say(this.#usual) });
    if (this.#looks !== label + usual) {
      this.#looks = label + usual;
      const chosen = before === thread.key ? this.channel.value : "";
      this.text.placeholder = this.text.ariaLabel = label;
      this.button.title = this.button.ariaLabel = say("send");
      this.channel.ariaLabel = say("channel");
      this.channel.replaceChildren(h("option", { value: "" }, usual),
        ...Object.keys(LIMITS).map((name) => h("option", { value: name }, say(name))));
      this.channel.value = chosen;
    }
    if (before === thread.key) return;
    if (before !== undefined) this.#drafts.set(before, this.text.value);
    this.text.value = this.#drafts.get(thread.key) ?? "";
    this.#typed();
  }

  /** What both actions are told. */
  get #data() {
    const { recipient, key } = /** @type {Thread} */ (this.#thread);
    return {
      config_entry_id: this.card.account.id,
      ...(recipient ? { entity_id: [recipient.entity_id] } : { numbers: [`+${key}`] }),
      message: this.text.value,
      channel: this.channel.value || undefined,
    };
  }

  /** Count, and ask for the cost when nobody has typed for a while. */
  #typed() {
    const { say } = this.card.formats, channel = this.channel.value || this.#usual;
    const words = this.text.value.trim(), limit = LIMITS[channel], letters = length(words);
    const inParts = channel === "sms" || channel === "viber_or_sms";
    const fits = letters <= limit;
    this.count.textContent = words && say(inParts ? "count_parts" : "count", { length: letters, limit, parts: segments(words) });
    this.cost.textContent = fits ? "" : say("too_long");
    this.button.disabled = !words || !fits || this.#sending;
    this.#complain("");
    this.stop();
    if (words && fits && !this.#sending) this.#timer = window.setTimeout(() => this.#estimate(), PAUSE);
  }

  async #estimate() {
    const mine = this.#asked, { hass, formats } = this.card;
    const words = await act(hass, formats, "estimate_cost", this.#data).then(
      ({ cost }) => formats.say("cost", { cost: formats.money(cost) }), ({ message }) => message);
    if (mine === this.#asked) this.cost.textContent = words;
  }

  async #send() {
    const thread = this.#thread, words = this.text.value;
    if (this.button.disabled) return;
    this.#sending = true;
    this.#typed();
    const complaint = await act(this.card.hass, this.card.formats, "send_message", this.#data).then(
      // Some may have been refused, and not gone on by another way.
      ({ messages: rows }) => rows.filter(({ error }, at) => error && !(rows[at + 1]?.step > 1))
        .map((row) => `${row.recipient ?? row.number}: ${row.error}`).join("; "),
      ({ message }) => message);
    this.#sending = false;
    const here = this.#thread?.key === thread?.key;
    if (!complaint && here && this.text.value === words) this.text.value = "";
    if (!complaint && !here) this.#drafts.delete(thread?.key ?? "");
    this.#typed();
    if (here) this.#complain(complaint);
    this.card.sent();
  }

  /** @param {string} words */
  #complain(words) {
    this.error.hidden = !words;
    this.error.replaceChildren(...(words ? [icon("alert-circle-outline"), h("span", {}, words)] : []));
  }

  /** Do not ask for the cost. */
  stop() {
    this.#asked += 1;
    clearTimeout(this.#timer);
  }
}
