// Until when each conversation was looked at in this browser.

/** @import { Seen } from "./types" */

/** @type {(place: string) => Seen} */
export const recall = (place) => {
  try {
    const kept = JSON.parse(localStorage.getItem(place) ?? "");
    if (kept.since && kept.threads) return kept;
  } catch {
    // There is nothing to be read.
  }
  return remember(place, { since: Date.now() / 1000, threads: {} });
};

/** @type {(place: string, seen: Seen) => Seen} */
export const remember = (place, seen) => {
  try {
    localStorage.setItem(place, JSON.stringify(seen));
  } catch {
    // The browser keeps nothing.
  }
  return seen;
};
