// The messages card: a conversation with each person, as on a phone.

import { draw, outcome } from "./bubbles.js";
import { Composer } from "./composer.js";
import { h, icon, said } from "./dom.js";
import { Feed } from "./feed.js";
import { act, formats, pretty } from "./format.js";
import { Scroller } from "./scroller.js";
import { STYLE } from "./style.js";
import { items, threads } from "./threads.js";

/** @import { Account, Config, Formats, Hass, Item, Row, Thread } from "./types" */

const TYPE = "smspilot-messages-card";
const HEIGHT = 480;

class MessagesCard extends HTMLElement {
  /** How Home Assistant lays the card out: "grid" in a section. @type {string | undefined} */
  layout;
  /** @type {Config} */
  #config = { type: `custom:${TYPE}` };
  /** @type {Hass | undefined} */
  #hass;
  /** @type {Formats | undefined} */
  #formats;
  #looks = "";
  #request = "";
  #frame = 0;
  /** @type {Thread[]} */
  #threads = [];
  /** @type {string | undefined} */
  #chosen;
  #inChat = false;
  /** Until when each conversation was looked at; before the first look nothing is unread. */
  #seen = { since: Date.now() / 1000, threads: /** @type {Record<string, number>} */ ({}) };

  feed = new Feed((news) => {
    this.#announce(news);
    this.#drawSoon();
  });
  composer = new Composer(this);
  caption = h("h2");
  people = h("ul");
  list = h("nav", { class: "list" }, h("header", {}, this.caption), this.people);
  head = h("header");
  log = h("div", { class: "log", tabindex: 0, role: "region" });
  empty = h("div", { class: "empty" });
  chat = h("section", { class: "chat" }, this.head, this.log, this.empty, this.composer.element);
  notice = h("div", { role: "status" });
  spoken = h("div", { class: "spoken", role: "status" });
  card = h("ha-card", {}, this.list, this.chat);
  scroller = new Scroller(this.log, (item) => this.#item(item), () => this.#look());

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).append(h("style", {}, STYLE), this.card, this.spoken);
  }

  static async getConfigForm() {
    const { say } = await formats(/** @type {any} */ (document.querySelector("home-assistant")).hass);
    const filter = [{ integration: "smspilot", domain: "notify" }];
    return {
      schema: [
        { name: "title", selector: { text: {} } },
        { name: "config_entry_id", selector: { config_entry: { integration: "smspilot" } } },
        { name: "recipients", selector: { entity: { multiple: true, filter } } },
        { name: "height", selector: { number: { min: 200, max: 1200, step: 10, mode: "box", unit_of_measurement: "px" } } },
        { name: "read_only", selector: { boolean: {} } },
      ],
      computeLabel: (/** @type {{ name: string }} */ { name }) => say(`field_${name}`),
      computeHelper: (/** @type {{ name: string }} */ { name }) =>
        name === "title" || name === "read_only" ? undefined : say(`help_${name}`),
    };
  }

  static getStubConfig() {
    return {};
  }

  /** @param {Config} config */
  setConfig(config) {
    const { recipients = [], height = HEIGHT, config_entry_id: account = "" } = config;
    if (!Array.isArray(recipients) || recipients.some((each) => typeof each !== "string")) {
      throw new Error("recipients: [notify.…]");
    }
    if (!(height >= 100)) throw new Error(`height: ${HEIGHT}`);
    if (typeof account !== "string") throw new Error("config_entry_id: …");
    this.#config = config;
    this.#open();
    this.#drawSoon();
  }

  /** @param {Hass} hass */
  set hass(hass) {
    const looks = JSON.stringify([hass.locale, hass.config.time_zone]), first = !this.#hass;
    this.#hass = hass;
    if (first) this.#open();
    if (looks === this.#looks) return;
    this.#looks = looks;
    formats(hass).then((found) => {
      this.#formats = found;
      this.#drawSoon();
    });
  }

  get hass() {
    return /** @type {Hass} */ (this.#hass);
  }

  get formats() {
    return /** @type {Formats} */ (this.#formats);
  }

  get account() {
    return /** @type {Account} */ (this.feed.account);
  }

  getCardSize() {
    return Math.ceil((this.#config.height ?? HEIGHT) / 50);
  }

  getGridOptions() {
    return { columns: "full", rows: 8, min_columns: 6, min_rows: 4 };
  }

  connectedCallback() {
    document.addEventListener("visibilitychange", this.#look);
    this.#open();
    this.#drawSoon();
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.#look);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#request = "";
    this.feed.close();
    this.composer.stop();
  }

  /** What was written has been sent, or not: its bubble tells. */
  sent() {
    this.scroller.pinned = true;
    this.#drawSoon();
  }

  /** Follow the account of the configuration, if it is not followed yet. */
  #open() {
    if (!this.#hass || !this.isConnected) return;
    const { config_entry_id: account, recipients } = this.#config;
    const request = { config_entry_id: account || null, recipients: recipients?.length ? recipients : null };
    if (JSON.stringify(request) === this.#request) return;
    this.#request = JSON.stringify(request);
    this.feed.open(this.#hass.connection, request);
  }

  #drawSoon() {
    if (this.#frame || !this.#formats || !this.isConnected) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw() {
    const { recipients, grid_options: grid, height = HEIGHT } = this.#config, { say } = this.formats;
    const fills = this.layout === "panel" || (this.layout === "grid" && grid?.rows !== "auto");
    this.card.style.height = fills ? "100%" : `${height}px`;
    if (this.feed.account) this.#recall();
    this.#threads = threads(this.feed.rows.values(), this.feed.recipients, this.#seen);
    const nobody = recipients?.length ? "no_recipients" : "nobody";
    const problem = this.feed.problem ?? (this.#threads.length ? "" : nobody);
    const names = this.feed.missing.join(", ");
    this.#notify(problem ? say(problem) : names && say("missing", { names }), Boolean(problem));
    if (problem) return;
    const current = this.#current ?? this.#threads[0], single = this.#threads.length === 1;
    this.#chosen = current.key;
    this.card.className = `${single ? "single" : ""} ${this.#inChat || single ? "in-chat" : "in-list"}`;
    this.#drawList();
    this.#drawChat(current, single);
    this.#look();
  }

  /**
   * Say what is wrong, alone or above the conversation.
   * @param {string} words
   * @param {boolean} alone
   */
  #notify(words, alone) {
    this.list.hidden = this.chat.hidden = alone;
    this.notice.className = `notice${alone ? " alone" : ""}`;
    if (!words) return this.notice.remove();
    if (this.notice.textContent !== words) this.notice.replaceChildren(icon("information-outline"), h("span", {}, words));
    (alone ? this.card : this.chat).prepend(this.notice);
  }

  get #current() {
    return this.#threads.find(({ key }) => key === this.#chosen);
  }

  get #balance() {
    const { balance } = this.account, { money, say } = this.formats;
    return balance != null && h("span", { class: "balance", title: say("balance") }, money(balance));
  }

  #drawList() {
    this.list.ariaLabel = this.formats.say("conversations");
    this.caption.textContent = this.#config.title ?? this.account.title;
    this.caption.parentElement?.replaceChildren(this.caption, this.#balance || "");
    const focused = this.#threads.find(({ key }) => this.#button(key)?.matches(":focus"));
    this.people.replaceChildren(...this.#threads.map((thread) => h("li", {}, this.#row(thread))));
    if (focused) this.#button(focused.key)?.focus();
  }

  /** @param {string | undefined} thread */
  #button(thread) {
    return [...this.people.querySelectorAll("button")].find((each) => each.dataset.thread === thread);
  }

  /** @param {Thread} thread */
  #row({ key, name, recipient, entries, unread }) {
    const { say, time, day } = this.formats, last = entries.at(-1);
    const text = last ? [...(last.text ?? "…").slice(0, 200)].slice(0, 99).join("") : "";
    const today = last && day(last.at) === say("today");
    return h("button", {
      class: `thread${unread ? " fresh" : ""}`, type: "button", "data-thread": key,
      "aria-current": key === this.#chosen ? "true" : null, onclick: () => this.#choose(key),
    },
    h("ha-icon", { icon: `mdi:${recipient ? "account" : "phone"}`, class: "avatar", "aria-hidden": "true" }),
    h("span", { class: "words" },
      h("span", { class: "line" }, said("b", name), last && h("time", {}, today ? time(last.at) : day(last.at))),
      h("span", { class: "line" }, said("span", last?.rows[0].state ? `${say("you")}: ${text}` : text, "second"),
        unread > 0 && h("span", { class: "count", role: "img", "aria-label": say("unread", { count: unread }) }, unread))));
  }

  /** @param {string} key */
  #choose(key) {
    this.#chosen = key;
    this.#inChat = true;
    this.#draw();
    this.log.focus({ preventScroll: true });
  }

  #back() {
    this.#inChat = false;
    this.#draw();
    this.#button(this.#chosen)?.focus();
  }

  /**
   * @param {Thread} thread
   * @param {boolean} single
   */
  #drawChat({ key, name, recipient, entries }, single) {
    const { say, day } = this.formats, phones = recipient?.phones.map(pretty).join(", ");
    const title = h("h2", {}, said("span", single && this.#config.title || name), phones ? h("small", {}, phones) : "");
    const back = this.head.querySelector("button")
      ?? h("button", { class: "icon back", type: "button", onclick: () => this.#back() }, icon("arrow-left"));
    back.title = back.ariaLabel = say("back");
    if (!back.isConnected) this.head.append(back);
    while (this.head.lastChild !== back) this.head.lastChild?.remove();
    this.head.append(title, (single && this.#balance) || "");
    this.log.ariaLabel = say("conversation", { name });
    this.empty.replaceChildren(h("b", {}, say("empty")), say("empty_hint"));
    this.empty.hidden = entries.length > 0;
    this.log.hidden = !entries.length;
    const another = this.log.dataset.thread !== key, thread = /** @type {Thread} */ (this.#current);
    this.log.dataset.thread = key;
    this.scroller.set(items(thread, day, `${this.#looks} ${this.feed.history}`), another);
    const writable = !this.#config.read_only && (recipient || /^\d{7,15}$/.test(key));
    this.composer.element.hidden = !writable;
    if (writable) this.composer.show(thread);
  }

  /** @param {Item} item */
  #item(item) {
    return draw(item, this.formats, {
      name: this.#current?.name ?? "", asking: this.feed.history === "asking",
      cancel: (row, button) => this.#cancel(row, button),
    });
  }

  /**
   * @param {Row} row
   * @param {HTMLElement} button
   */
  async #cancel(row, button) {
    button.textContent = this.formats.say("cancelling");
    await act(this.hass, this.formats, "cancel_messages", { config_entry_id: this.account.id, message_id: [row.id] })
      .catch(({ message }) => { this.spoken.textContent = button.textContent = message; });
  }

  get #place() {
    return `${TYPE} ${this.account.id} ${this.hass.user?.id}`;
  }

  #recall() {
    const kept = localStorage.getItem(this.#place);
    try {
      if (kept) this.#seen = JSON.parse(kept);
      else localStorage.setItem(this.#place, JSON.stringify(this.#seen));
    } catch {
      localStorage.removeItem(this.#place);
    }
  }

  /** Note that the end of the conversation is being looked at. */
  #look = () => {
    const current = this.#current, last = current?.entries.findLast(({ rows }) => !rows[0].state);
    if (!current || !last || !this.scroller.pinned || !this.log.checkVisibility()) return;
    if (document.hidden || last.at <= (this.#seen.threads[current.key] ?? 0)) return;
    this.#seen.threads[current.key] = last.at;
    localStorage.setItem(this.#place, JSON.stringify(this.#seen));
    if (current.unread) this.#drawSoon();
  };

  /**
   * Say what is new to those who listen.
   * @param {Row[]} news
   */
  #announce(news) {
    const row = news.at(-1);
    if (!row || !this.#formats) return;
    const name = this.feed.recipients.find(({ id }) => id === row.recipient)?.name ?? pretty(row.phone);
    this.spoken.textContent = `${name}: ${row.state ? outcome(row, this.#formats) : row.text}`;
  }
}

if (!customElements.get(TYPE)) {
  const russian = () => document.documentElement.lang.startsWith("ru");
  customElements.define(TYPE, MessagesCard);
  (window.customCards ??= []).push({
    type: TYPE,
    get name() {
      return russian() ? "SMS-сообщения" : "SMS messages";
    },
    get description() {
      return russian() ? "Переписка с получателями: SMS, Viber и звонки" : "Conversations by SMS, Viber and voice calls";
    },
    preview: true,
    /**
     * @param {Hass} hass
     * @param {string} id
     */
    getEntitySuggestion(hass, id) {
      if (hass.entities[id]?.platform !== "smspilot") return null;
      const recipients = id.startsWith("notify.") ? { recipients: [id] } : {};
      return { config: { type: `custom:${TYPE}`, ...recipients } };
    },
  });
}
