/** What Home Assistant and the integration give to the card; for the type checker alone. */

export type State =
  | "queued" | "waiting" | "sending" | "accepted" | "delivered" | "undelivered" | "unconfirmed"
  | "rejected" | "expired" | "cancelled" | "unknown";

/** A message; only one that went out, or shall, has a state. */
export interface Row {
  id: string;
  /** Seconds since 1970. */
  at: number;
  recipient: string | null;
  phone: string;
  text: string | null;
  late?: boolean;
  state?: State;
  error?: { kind: string; code?: number; en?: string; ru?: string } | null;
  channel?: string;
  sender?: string | null;
  price?: number | null;
  parts?: number | null;
  send_at?: number | null;
  test?: boolean;
  can_cancel?: boolean;
  /** The first message of its chain, of which this is a further step. */
  follows?: string | null;
}

export interface Recipient {
  id: string;
  name: string;
  entity_id: string;
  phones: string[];
  channel: string | null;
}

export interface Account {
  id: string;
  title: string;
  balance: number | null;
  channel: string;
}

/** What there is beside the messages, or what keeps them from being shown. */
export interface Head {
  problem: string | null;
  account: Account | null;
  recipients: Recipient[];
  /** Notifiers that the card names and the account has not. */
  missing: string[];
  /** How the gateway's lists were asked for: never, asking, answered, failed. */
  history: string | null;
}

/** What the subscription sends: everything at first, then what has changed. */
export interface News extends Partial<Head> {
  messages?: Row[];
  gone?: string[];
}

export interface Connection {
  subscribeMessage(
    heard: (news: News) => void,
    request: Record<string, unknown>,
    options: { resubscribe: boolean },
  ): Promise<() => Promise<void>>;
  addEventListener(event: string, heard: () => void): void;
  removeEventListener(event: string, heard: () => void): void;
}

export interface Failure {
  code?: string | number;
  message?: string;
  translation_domain?: string;
  translation_key?: string;
  translation_placeholders?: Record<string, string>;
}

export type Localize = (key: string, values?: Record<string, unknown>) => string;

/** How the user reads. Moments are seconds since 1970. */
export interface Formats {
  language: string;
  say: Localize;
  time(at: number): string;
  day(at: number): string;
  today(): string;
  money(amount: number): string;
}

/** What `send_message` answers of a message. */
export interface Sent {
  recipient: string | null;
  number: string;
  error: string | null;
  step: number;
}

export interface Hass {
  connection: Connection;
  language: string;
  locale: { language: string; time_format: string; time_zone: string };
  config: { time_zone: string };
  user?: { id: string };
  entities: Record<string, { platform?: string; device_id?: string }>;
  callService(
    domain: string,
    action: string,
    data: Record<string, unknown>,
    target: undefined,
    notifyOnError: boolean,
    returnResponse: boolean,
  ): Promise<{ response?: any }>;
  loadBackendTranslation(category: string, integration: string): Promise<Localize>;
}

export interface Config {
  type: string;
  title?: string;
  config_entry_id?: string;
  recipients?: string[];
  height?: number;
  read_only?: boolean;
  grid_options?: { rows?: number | "auto" };
}

/** What was said in one go, be it to several numbers or by several ways. */
export interface Entry {
  key: string;
  at: number;
  text: string | null;
  rows: Row[];
}

export interface Thread {
  key: string;
  name: string;
  recipient: Recipient | null;
  entries: Entry[];
  unread: number;
}

export interface Seen {
  since: number;
  threads: Record<string, number>;
}

/** Something that the scroller can draw; it is drawn anew when any of its parts is another. */
export interface Item {
  key: string;
  parts: readonly unknown[];
  entry?: Entry;
  day?: string;
}

export interface Make {
  <Tag extends keyof HTMLElementTagNameMap>(
    tag: Tag, properties?: Record<string, any>, ...children: any[]
  ): HTMLElementTagNameMap[Tag];
  (tag: string, properties?: Record<string, any>, ...children: any[]): HTMLElement;
}
export type Say = (tag: string, text: string, kind?: string) => HTMLElement;
export type Act = (
  hass: Hass, formats: Formats, action: string, data: Record<string, unknown>,
) => Promise<{ messages: Sent[]; cost: number }>;
export type Threads = (rows: Iterable<Row>, recipients: Recipient[], seen: Seen) => Thread[];
export type Items = (thread: Thread, day: (at: number) => string, looks: string) => Item[];
export type Person = (thread: Thread, formats: Formats, chosen: boolean, choose: () => void) => HTMLElement;
export type Cancel = (row: Row, button: HTMLElement) => void;
export type Outcome = (row: Row, formats: Formats) => string;
export type Way = (row: Row, formats: Formats, several: boolean, cancel: Cancel) => HTMLElement;
export type Draw = (
  item: Item, formats: Formats, about: { name: string; asking: boolean; cancel: Cancel },
) => HTMLElement;

export type Show = (items: Item[], another: boolean) => void;
export type Reach = (
  index: number, top: number, holds: (index: number, bottom: number) => boolean,
) => [number, number];

declare global {
  interface Window {
    customCards?: object[];
  }
}
