// How texts, dates, money and numbers are written.

/** @import { Act, Failure, Formats, Hass } from "./types" */

const TEXTS = "component.smspilot.selector.card.options.";
const GSM = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
  + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const GSM_EXTENDED = new Set("^{}\\[~]|€\f");

/** Characters that a channel takes. @type {Record<string, number>} */
export const LIMITS = { sms: 670, viber: 1000, viber_or_sms: 670, voice: 670 };

/** @param {string} text */
export const length = (text) => [...text].length;

/** Count the SMS of a text, by letters of GSM's alphabet or others. @param {string} text */
export function segments(text) {
  const letters = [...text];
  const plain = letters.every((letter) => GSM.has(letter) || GSM_EXTENDED.has(letter));
  const extended = letters.filter((letter) => GSM_EXTENDED.has(letter)).length;
  const units = plain ? letters.length + extended : text.length;
  const [single, joined] = plain ? [160, 153] : [70, 67];
  return units <= single ? 1 : Math.ceil(units / joined);
}

/** Write a number as people do; senders that are no numbers stay as they are. @param {string} phone */
export function pretty(phone) {
  const russian = /^7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(phone);
  if (russian) return `+7 ${russian[1]} ${russian[2]}-${russian[3]}-${russian[4]}`;
  return /^\d{7,}$/.test(phone) ? `+${phone}` : phone;
}

/** Learn how a user reads. @type {(hass: Hass) => Promise<Formats>} */
export const formats = async (hass) => {
  const { language, time_format: clock, time_zone: zone } = hass.locale;
  const localize = await hass.loadBackendTranslation("selector", "smspilot");
  const timeZone = zone === "server" ? hass.config.time_zone : undefined;
  const hour12 = clock === "12" ? true : clock === "24" ? false : undefined;
  const time = new Intl.DateTimeFormat(clock === "system" ? undefined : language,
    { hour: "numeric", minute: "2-digit", hour12, timeZone });
  const date = new Intl.DateTimeFormat("sv", { timeZone });
  const other = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone });
  const money = new Intl.NumberFormat(language,
    { style: "currency", currency: "RUB", currencyDisplay: "narrowSymbol" });
  /** @type {Formats["say"]} */
  const say = (key, values) => localize(TEXTS + key, values);
  return {
    language,
    say,
    time: (at) => time.format(at * 1000),
    today: () => date.format(),
    money: (amount) => money.format(amount),
    day(at) {
      const day = date.format(at * 1000);
      if (day === date.format()) return say("today");
      if (day === date.format(Date.now() - 864e5)) return say("yesterday");
      return other.format(at * 1000);
    },
  };
};

/** What the connection says when it breaks off. */
const LOST = 3;

/** Return what an action of ours answers, or throw what people can read. @type {Act} */
export const act = async (hass, { say }, action, data) => {
  try {
    return (await hass.callService("smspilot", action, data, undefined, false, true)).response ?? {};
  } catch (error) {
    const { code, message, translation_domain: domain, translation_key: key, translation_placeholders: values } =
      /** @type {Failure} */ (error);
    const localize = domain && key && await hass.loadBackendTranslation("exceptions", domain);
    const words = code === LOST ? say("lost") : localize && localize(`component.${domain}.exceptions.${key}.message`, values);
    throw new Error(words || say("failed", { reason: message ?? String(error) }), { cause: error });
  }
};
