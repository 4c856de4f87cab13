// Draws only what is seen of a long list, and keeps in place what is being read.

import { h } from "./dom.js";

/** @import { Item, Reach, Show } from "./types" */

const GUESS = 72;
const SPARE = 500;
const NEAR = 48;

export class Scroller {
  /** Whether the newest is kept in sight. */
  pinned = true;
  list = h("div", { role: "list", class: "items" });
  /** @type {Item[]} */
  #items = [];
  /** @type {Map<string, number>} */
  #heights = new Map();
  /** @type {Map<string, { element: HTMLElement, parts: readonly unknown[] }>} */
  #drawn = new Map();
  #width = 0;

  /** @param {HTMLElement} box @param {(item: Item) => HTMLElement} draw @param {() => void} moved */
  constructor(box, draw, moved) {
    this.box = box;
    this.draw = draw;
    box.append(this.list);
    box.addEventListener("scroll", () => {
      this.pinned = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
      this.#paint();
      moved();
    }, { passive: true });
    new ResizeObserver(() => {
      if (box.clientWidth !== this.#width) this.#heights.clear();
      this.#width = box.clientWidth;
      this.#paint();
    }).observe(box);
  }

  /** Show other items; of another conversation the newest. @type {Show} */
  set = (items, another) => {
    const anchor = this.#anchor();
    this.pinned ||= another;
    this.#items = items;
    const keys = new Set(items.map(({ key }) => key));
    for (const key of this.#heights.keys()) if (!keys.has(key)) this.#heights.delete(key);
    this.#paint(anchor);
  };

  /** Return what stands at the upper edge, and how far above it it begins. */
  #anchor() {
    const { scrollTop } = this.box;
    const [index, top] = this.#reach(0, 0, (_, bottom) => bottom > scrollTop);
    return { key: this.#items[index]?.key, offset: scrollTop - top };
  }

  /** Go down from an item until something holds; return where that is, and its upper edge. @type {Reach} */
  #reach = (index, top, holds) => {
    for (; index < this.#items.length; index += 1) {
      const bottom = top + (this.#heights.get(this.#items[index].key) ?? GUESS);
      if (holds(index, bottom)) break;
      top = bottom;
    }
    return [index, top];
  };

  /** @param {{ key: string | undefined, offset: number }} [anchor] */
  #paint(anchor = this.#anchor()) {
    if (!this.box.clientHeight) return;
    // What is measured may differ from what was guessed, and bring others into sight.
    for (let round = 0, changed = true; round < 5 && (changed || round < 2); round += 1) {
      changed = this.#fill();
      const [, top] = this.#reach(0, 0, (index) => this.#items[index].key === anchor.key);
      const wanted = this.pinned ? this.box.scrollHeight : top + anchor.offset;
      if (Math.abs(this.box.scrollTop - wanted) >= 1) this.box.scrollTop = wanted;
    }
  }

  /** Draw what is in sight; return whether a height was another than was thought, or is new. */
  #fill() {
    const { scrollTop, clientHeight } = this.box;
    const [first, above] = this.#reach(0, 0, (_, bottom) => bottom > scrollTop - SPARE);
    const [last, bottom] = this.#reach(first, above, (index, end) => index > first && end > scrollTop + clientHeight + 2 * SPARE);
    const [, all] = this.#reach(last, bottom, () => false);
    const wanted = this.#items.slice(first, last);
    const kept = new Map(wanted.map((item) => [item.key, this.#element(item)]));
    this.#drawn = kept;
    const elements = [...kept.values()].map(({ element }) => element);
    // What stays is not touched, for it may hold the focus or a selection.
    for (const child of [...this.list.children]) if (!elements.some((each) => each === child)) child.remove();
    elements.forEach((each, place) => {
      const there = this.list.children[place];
      if (there !== each) this.list.insertBefore(each, there ?? null);
    });
    this.list.style.padding = `${above}px 0 ${all - bottom}px`;
    let changed = false;
    for (const [key, { element }] of kept) {
      const height = element.offsetHeight;
      changed ||= this.#heights.get(key) !== height;
      this.#heights.set(key, height);
    }
    return changed;
  }

  /** @param {Item} item */
  #element({ key, parts, ...rest }) {
    const known = this.#drawn.get(key);
    const same = known?.parts.length === parts.length && parts.every((part, index) => part === known.parts[index]);
    return known && same ? known : { element: this.draw({ key, parts, ...rest }), parts };
  }
}
