// From messages to conversations.

import { pretty } from "./format.js";

/** @import { Entry, Items, Recipient, Thread, Threads } from "./types" */

/** Give each recipient, and everybody else who wrote, a conversation; the liveliest first. @type {Threads} */
export const threads = (rows, recipients, seen) => {
  /** @type {Map<string, Thread>} */
  const found = new Map();
  const thread = (/** @type {string} */ key, /** @type {Recipient | null} */ recipient) => {
    const made = { key, name: recipient?.name ?? pretty(key), recipient, entries: [], unread: 0 };
    found.set(key, made);
    return made;
  };
  for (const each of recipients) thread(each.id, each);
  /** By ids and moments. @type {Map<string, Entry>} */
  const entries = new Map();
  for (const row of [...rows].sort((a, b) => a.at - b.at)) {
    const key = row.recipient !== null && found.has(row.recipient) ? row.recipient : row.phone;
    const whose = found.get(key) ?? thread(key, null);
    // Several numbers of a recipient get a text in one moment; a step follows its first.
    const moment = row.state ? `${key} ${row.at}` : row.id;
    const entry = entries.get(row.follows ?? "") ?? entries.get(moment)
      ?? { key: row.id, at: row.at, text: null, rows: [] };
    if (!entry.rows.length) whose.entries.push(entry);
    entry.rows.push(row);
    entry.text ??= row.text;
    for (const each of [moment, row.id]) entries.set(each, entry);
    whose.unread += Number(!row.state && row.at > (seen.threads[key] ?? seen.since));
  }
  const last = (/** @type {Thread} */ { entries: all }) => all.at(-1)?.at ?? 0;
  return [...found.values()].sort((a, b) => last(b) - last(a));
};

/** Return what is drawn: the entries, and each day's name; all of it anew when `looks` changes. @type {Items} */
export const items = (thread, day, looks) => {
  let before = "";
  return thread.entries.flatMap((entry) => {
    const name = day(entry.at), known = name === before;
    before = name;
    const item = { key: entry.key, parts: [looks, ...entry.rows], entry };
    return known ? [item] : [{ key: `day ${entry.key}`, parts: [name], day: name }, item];
  });
};
