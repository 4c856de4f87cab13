// The messages card: a conversation with each person, as on a phone.

import { draw, outcome } from "./bubbles.js";
import { Composer } from "./composer.js";
import { h, icon, said } from "./dom.js";
import { Feed } from "./feed.js";
import { act, formats, pretty } from "./format.js";
import { person } from "./people.js";
import { Scroller } from "./scroller.js";
import { recall, remember } from "./seen.js";
import { STYLE } from "./style.js";
import { items, threads } from "./threads.js";

/** @import { Account, Cancel, Config, Formats, Hass, Row, Seen, Thread } from "./types" */

const TYPE = "smspilot-messages-card";
const HEIGHT = 480;

class MessagesCard extends HTMLElement {
  /** Home Assistant sets "grid" in a section. @type {string | undefined} */
  layout;
  /** @type {Config} */
  #config = { type: `custom:${TYPE}` };
  /** @type {Hass | undefined} */
  #hass;
  /** @type {Formats | undefined} */
  #formats;
  /** @type {Seen | undefined} */
  #seen;
  #looks = "";
  #request = "";
  #frame = 0;
  /** @type {Thread[]} */
  #threads = [];
  /** @type {string | undefined} */
  #chosen;
  #inChat = false;

  feed = new Feed((news) => {
    this.#announce(news);
    this.#drawSoon();
  });
  composer = new Composer(this);
  caption = h("h2");
  balance = h("span", { class: "balance" });
  people = h("ul");
  list = h("nav", { class: "list" }, h("header", {}, this.caption, this.balance), this.people);
  back = h("button", { class: "icon back", type: "button", onclick: () => this.#show(false) }, icon("arrow-left"));
  whose = h("h2");
  log = h("div", { class: "log", tabindex: 0, role: "region" });
  empty = h("div", { class: "empty" });
  head = h("header", {}, this.back, this.whose);
  chat = h("section", { class: "chat" }, this.head, this.log, this.empty, this.composer.element);
  notice = h("div", { role: "status" });
  spoken = h("div", { class: "spoken", role: "status" });
  card = h("ha-card", {}, this.list, this.chat);
  scroller = new Scroller(this.log, (item) => draw(item, this.formats, {
    name: this.#current?.name ?? "", asking: this.feed.head.history === "asking", cancel: this.#cancel,
  }), () => this.#look());

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).append(h("style", {}, STYLE), this.card, this.spoken);
  }

  static async getConfigForm() {
    const { say } = await formats(/** @type {any} */ (document.querySelector("home-assistant")).hass);
    const selectors = {
      title: { text: {} },
      config_entry_id: { config_entry: { integration: "smspilot" } },
      recipients: { entity: { multiple: true, filter: { integration: "smspilot", domain: "notify" } } },
      height: { number: { min: 200, max: 1200, step: 10, mode: "box", unit_of_measurement: "px" } },
      read_only: { boolean: {} },
    };
    return {
      schema: Object.entries(selectors).map(([name, selector]) => ({ name, selector })),
      computeLabel: (/** @type {{ name: string }} */ { name }) => say(`field_${name}`),
      computeHelper: (/** @type {{ name: string }} */ { name }) => say(`help_${name}`),
    };
  }

  static getStubConfig() {
    return {};
  }

  /** @param {Config} config */
  setConfig(config) {
    const recipients = config.recipients ?? [], height = config.height ?? HEIGHT, account = config.config_entry_id ?? "";
    const good = Array.isArray(recipients) && [account, ...recipients].every((each) => typeof each === "string");
    if (!good || !(height >= 100)) throw new Error("config_entry_id: …, recipients: [notify.…], height: 480");
    this.#config = config;
    this.#open();
  }

  /** @param {Hass} hass */
  set hass(hass) {
    const looks = JSON.stringify([hass.locale, hass.config.time_zone, this.#formats?.today()]);
    this.#hass = hass;
    this.#open();
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
    return /** @type {Account} */ (this.feed.head.account);
  }

  getCardSize() {
    return (this.#config.height ?? HEIGHT) / 50;
  }

  getGridOptions() {
    return { columns: "full", rows: 8, min_columns: 6, min_rows: 4 };
  }

  connectedCallback() {
    document.addEventListener("visibilitychange", this.#look);
    this.#open();
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.#look);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#request = "";
    this.feed.close();
    this.composer.stop();
  }

  /** Follow the account of the configuration, if it is not followed yet. */
  #open() {
    if (!this.#hass || !this.isConnected) return;
    const { config_entry_id: account, recipients } = this.#config;
    const request = { config_entry_id: account || null, recipients: recipients?.length ? recipients : null };
    const wanted = JSON.stringify([request, this.#config]);
    if (wanted === this.#request) return;
    this.#request = wanted;
    this.feed.open(this.#hass.connection, request);
    this.#drawSoon();
  }

  #drawSoon() {
    if (!this.#formats || !this.isConnected) return;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw() {
    const { recipients, grid_options: grid, height } = this.#config, { say } = this.formats, { head, rows } = this.feed;
    const fills = this.layout === "grid" && grid?.rows !== "auto";
    this.card.style.height = fills ? "100%" : `${height ?? HEIGHT}px`;
    if (head.account) this.#seen = recall(this.#place);
    this.#threads = this.#seen ? threads(rows.values(), head.recipients, this.#seen) : [];
    const nobody = recipients?.length ? "no_recipients" : "nobody";
    const problem = head.problem ?? (this.#threads.length ? "" : nobody);
    const names = head.missing.join(", ");
    this.#notify(problem ? say(problem) : names && say("missing", { names }), Boolean(problem));
    if (!problem) this.#drawThreads(this.#current ?? this.#threads[0]);
  }

  /** Say what is wrong, alone or above the conversation. @param {string} words @param {boolean} alone */
  #notify(words, alone) {
    this.list.hidden = this.chat.hidden = alone;
    this.notice.className = `notice${alone ? " alone" : ""}`;
    if (!words) return this.notice.remove();
    if (this.notice.textContent !== words) this.notice.replaceChildren(icon("information-outline"), h("span", {}, words));
    const place = alone ? this.card : this.chat;
    if (this.notice.parentElement !== place) place.prepend(this.notice);
  }

  get #current() {
    return this.#threads.find(({ key }) => key === this.#chosen);
  }

  /** @param {Thread} current */
  #drawThreads(current) {
    const { say, money, day } = this.formats, { title, read_only: readOnly } = this.#config;
    const { key, name, recipient, entries } = current, { balance } = this.account;
    const single = this.#threads.length === 1, another = this.#chosen !== key || !this.log.dataset.thread;
    this.log.dataset.thread = this.#chosen = key;
    this.card.className = `${single ? "single" : ""} ${this.#inChat || single ? "in-chat" : "in-list"}`;
    this.list.ariaLabel = say("conversations");
    this.caption.textContent = title ?? this.account.title;
    this.balance.textContent = balance == null ? "" : money(balance);
    this.balance.title = say("balance");
    (single ? this.head : this.caption.parentElement)?.append(this.balance);
    const focused = this.#threads.find((each) => this.#button(each.key)?.matches(":focus"));
    this.people.replaceChildren(...this.#threads.map((thread) => h("li", {},
      person(thread, this.formats, thread === current, () => this.#show(true, thread.key)))));
    if (focused) this.#button(focused.key)?.focus();

    this.back.title = this.back.ariaLabel = say("back");
    this.whose.replaceChildren(said("span", (single && title) || name), h("small", {}, recipient?.phones.map(pretty).join(", ")));
    this.log.ariaLabel = say("conversation", { name });
    this.empty.replaceChildren(h("b", {}, say("empty")), say("empty_hint"));
    this.empty.hidden = entries.length > 0;
    this.log.hidden = !entries.length;
    this.scroller.set(items(current, day, `${this.#looks} ${this.feed.head.history}`), another);
    const writable = !readOnly && (recipient || /^\d{7,15}$/.test(key));
    this.composer.element.hidden = !writable;
    if (writable) this.composer.show(current);
    this.#look();
  }

  /** @param {string | undefined} thread */
  #button(thread) {
    return [...this.people.querySelectorAll("button")].find((each) => each.dataset.thread === thread);
  }

  /** Go to a conversation, or back to the list; the focus goes along. @param {boolean} inChat @param {string} [key] */
  #show(inChat, key = this.#chosen) {
    this.#inChat = inChat;
    if (key !== this.#chosen) this.log.dataset.thread = "";
    this.#chosen = key;
    this.#draw();
    (inChat ? this.log : this.#button(key))?.focus({ preventScroll: true });
  }

  /** Show what became of what was written. */
  sent() {
    this.scroller.pinned = true;
    this.#drawSoon();
  }

  /** @type {Cancel} */
  #cancel = (row, button) => {
    button.textContent = this.formats.say("cancelling");
    act(this.hass, this.formats, "cancel_messages", { config_entry_id: this.account.id, message_id: [row.id] })
      .catch(({ message }) => { this.spoken.textContent = button.textContent = message; });
  };

  get #place() {
    return `${TYPE} ${this.account.id} ${this.hass.user?.id}`;
  }

  /** Note that the end of the conversation is being looked at. */
  #look = () => {
    const current = this.#current, last = current?.entries.findLast(({ rows }) => !rows[0].state), seen = this.#seen;
    if (!current || !last || !seen || !this.scroller.pinned || document.hidden || !this.log.checkVisibility()) return;
    if (last.at <= (seen.threads[current.key] ?? 0)) return;
    seen.threads[current.key] = last.at;
    remember(this.#place, seen);
    if (current.unread) this.#drawSoon();
  };

  /** Say what is new to those who listen. @param {Row[]} news */
  #announce(news) {
    const row = news.at(-1);
    if (!row || !this.#formats) return;
    const name = this.feed.head.recipients.find(({ id }) => id === row.recipient)?.name ?? pretty(row.phone);
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
    /** @param {Hass} hass @param {string} id */
    getEntitySuggestion(hass, id) {
      if (hass.entities[id]?.platform !== "smspilot") return null;
      return { config: { type: `custom:${TYPE}`, ...(id.startsWith("notify.") && { recipients: [id] }) } };
    },
  });
}
