// Everything the page says, in English and in Russian.

export const TEXTS = {
  en: {
    simulator: "Simulator", phones: "Phones", newPhone: "+ New phone", add: "Add",
    answerPlaceholder: "Answer as this phone…", send: "Send", back: "Back to the phones",
    settings: "Gateway and faults", language: "Русский", on: "Gateway on", off: "Gateway off",
    faultsOn: n => n === 1 ? "1 fault on" : `${n} faults on`,
    noPhones: "No messages yet",
    noPhonesHint: "Send one from Home Assistant, or add a phone and write first.",
    noMessages: "Nothing here yet", noMessagesHint: "Messages to this phone appear here at once.",
    you: "You", gateway: "Gateway", faults: "Faults", requests: "Last requests",
    balance: "Balance, ₽", set: "Set", key: "API key", copy: "Copy", copied: "Copied",
    changeKey: "Change the key", changeKeyHint: "The old one is refused from then on.",
    address: "Gateway address", account: "Account", power: "The gateway answers",
    powerHint: "Off: it is unreachable.", clear: "All off", noRequests: "No requests yet",
    always: "always", once: "once", times: n => `${n} times`, struck: n => `struck ${n}×`,
    release: n => `Release ${n} held`, test: "Test, not passed on", scheduledFor: "Scheduled for",
    scheduled: "Scheduled", sent: "Sent", queued: "Queued", delivered: "Delivered",
    undelivered: "Not delivered", refused: "Refused", voice: "Voice call", viber: "Viber",
    sms: "SMS", asked: what => `${what} request`, segments: n => `${n} SMS`,
    today: "Today", yesterday: "Yesterday", lost: "The simulator is not running",
    reset: "Forget all messages", resetSure: "Forget all messages, requests and faults?",
    connection: "Connection and refusals", answers: "Answers", lists: "Lists and inbound",
    name: "Name", giveName: "Give it a name", rename: "Rename", namePrompt: phone => `Whose is ${phone}?`,
    trouble: "What the gateway has against the account", trouble_none: "nothing",
    trouble_105: "blocked: balance (105)", trouble_106: "blocked: spam (106)", trouble_107: "blocked: false data (107)",
    trouble_122: "blocked: a dispute (122)", trouble_ip: "this address is not allowed (113)", trouble_money: "no money (112)",
    templates: "Approved texts only", templatesHint: "One a line, ____ for what varies; others are refused (223).",
    when: "when", before: "before taking it", after: "after taking it",
    newest: "the newest", oldest: "the oldest", shuffled: "shuffled",
    letters: "ё as е, № as N", emoji: "emoji as ?", cut: "cut", trimmed: "trimmed", halves: "half an emoji",
    8: "8 908 …", plus: "+7908…", short: "908…", people: "+7 (908) …",
    plain: "as always", T: "with T", fraction: "with fractions", offset: "with the offset", iso: "ISO 8601",
    unix: "unix seconds", none: "none", row: "as an unknown id", error: "error 301", "": "neither",
    recent: "recent", resent: "resent",
  },
  ru: {
    simulator: "Симулятор", phones: "Телефоны", newPhone: "+ Новый телефон", add: "Добавить",
    answerPlaceholder: "Ответить с этого телефона…", send: "Отправить", back: "К списку телефонов",
    settings: "Шлюз и сбои", language: "English", on: "Шлюз включён", off: "Шлюз выключен",
    faultsOn: n => `Сбоев включено: ${n}`,
    noPhones: "Сообщений пока нет",
    noPhonesHint: "Отправьте сообщение из Home Assistant или добавьте телефон и напишите первым.",
    noMessages: "Здесь пока пусто", noMessagesHint: "Сообщения на этот номер сразу появятся здесь.",
    you: "Вы", gateway: "Шлюз", faults: "Сбои", requests: "Последние запросы",
    balance: "Баланс, ₽", set: "Задать", key: "API-ключ", copy: "Копировать",
    copied: "Скопировано", changeKey: "Сменить ключ",
    changeKeyHint: "Старый ключ сразу перестанет подходить.",
    address: "Адрес шлюза", account: "Аккаунт", power: "Шлюз отвечает",
    powerHint: "Выключен — до него не достучаться.", clear: "Выключить все",
    noRequests: "Запросов пока не было",
    always: "всегда", once: "один раз", times: n => `${n} раза`, struck: n => `сработал ${n}×`,
    release: n => `Отпустить (${n})`, test: "Проверка, оператору не передано",
    scheduledFor: "Отправка", scheduled: "Отложено", sent: "Отправлено", queued: "В очереди",
    delivered: "Доставлено", undelivered: "Не доставлено", refused: "Не принято",
    voice: "Звонок", viber: "Viber", sms: "SMS", asked: what => `Запрос ${what}`,
    segments: n => `${n} SMS`, today: "Сегодня", yesterday: "Вчера",
    lost: "Симулятор не запущен",
    reset: "Забыть все сообщения", resetSure: "Забыть все сообщения, запросы и сбои?",
    connection: "Связь и отказы", answers: "Ответы", lists: "Списки и входящие",
    name: "Имя", giveName: "Назвать", rename: "Переименовать", namePrompt: phone => `Чей это номер: ${phone}?`,
    trouble: "Претензии шлюза к аккаунту", trouble_none: "нет",
    trouble_105: "заблокирован: баланс (105)", trouble_106: "заблокирован: спам (106)", trouble_107: "заблокирован: ложные данные (107)",
    trouble_122: "заблокирован: спор (122)", trouble_ip: "этот адрес не разрешён (113)", trouble_money: "нет денег (112)",
    templates: "Только по шаблонам", templatesHint: "По одному в строке, ____ — что меняется; другие не принимаются (223).",
    when: "когда", before: "до приёма", after: "после приёма",
    newest: "новые", oldest: "старые", shuffled: "вперемешку",
    letters: "ё как е, № как N", emoji: "эмодзи как ?", cut: "обрезаны", trimmed: "без лишних пробелов", halves: "пол-эмодзи",
    8: "8 908 …", plus: "+7908…", short: "908…", people: "+7 (908) …",
    plain: "как обычно", T: "с буквой T", fraction: "с долями", offset: "с поясом", iso: "ISO 8601",
    unix: "в секундах unix", none: "нет", row: "как чужой id", error: "ошибка 301", "": "ни одного",
    recent: "recent", resent: "resent",
  },
};

// Name of a fault: [short, explanation] in each language.
export const FAULTS = {
  delay: [["Slow", "Answers late"], ["Тормозит", "Отвечает с опозданием"]],
  hold: [["Holds the answer", "Answers only once released"], ["Держит ответ", "Отвечает, только когда отпустят"]],
  drop_before: [["Drops the request", "Hangs up; nothing is taken"], ["Теряет запрос", "Обрывает связь, сообщение не принято"]],
  drop_after: [["Loses the answer", "Takes the message, then hangs up"], ["Теряет ответ", "Принимает сообщение и обрывает связь"]],
  take_late: [["Takes it late", "Hangs up, takes the message later"], ["Принимает позже", "Обрывает связь, сообщение принимает потом"]],
  reset: [["Connection reset", "Breaks the connection hard"], ["Сброс соединения", "Резко рвёт соединение"]],
  redirect: [["Redirects", "Sends the client elsewhere"], ["Перенаправляет", "Отсылает на другой адрес"]],
  server_error: [["Server error", "HTTP 500"], ["Ошибка сервера", "HTTP 500"]],
  html: [["Maintenance page", "A web page instead of an answer"], ["Технические работы", "Веб-страница вместо ответа"]],
  error: [["Refuses", "With any error code"], ["Отказывает", "С любым кодом ошибки"]],
  broken_json: [["Broken JSON", "Takes the message, answers nonsense"], ["Испорченный JSON", "Принимает сообщение, отвечает чепуху"]],
  cut_json: [["Half the JSON", "Takes the message, answers half"], ["Половина JSON", "Принимает сообщение, отвечает наполовину"]],
  cut_body: [["Cut off answer", "Hangs up in the middle of the answer"], ["Обрыв ответа", "Обрывает связь посреди ответа"]],
  chunked: [["In chunks", "Does not tell the length of an answer"], ["По кускам", "Не говорит длину ответа"]],
  dripping: [["Drips", "Answers drop by drop"], ["Капает", "Отвечает по капле"]],
  endless: [["Endless answer", "White space before the answer, without end"], ["Бесконечный ответ", "Пробелы перед ответом, без конца"]],
  compressed: [["Compressed", "Compresses answers that nobody asked to be"], ["Сжатый ответ", "Сжимает, хотя никто не просил"]],
  missing_rows: [["Missing rows", "Leaves out the last rows"], ["Пропавшие строки", "Последних строк в ответе нет"]],
  doubled_rows: [["Doubled rows", "Gives every row twice"], ["Двойные строки", "Каждая строка дважды"]],
  recent_lags: [["List lags", "The last 24 hours lag behind"], ["Список отстаёт", "Свежих сообщений нет в списке за сутки"]],
  recent_cut_off: [["List cut off", "The last 24 hours show only a few"], ["Список обрезан", "В списке за сутки лишь несколько строк"]],
  recent_knows_only: [["Knows one word", "Only one of recent and resent"], ["Знает одно слово", "Только recent или только resent"]],
  recent_without_text: [["List without texts", "The last 24 hours give no texts"], ["Список без текстов", "В списке за сутки нет текстов"]],
  changed_texts: [["Changed texts", "Lists give texts back otherwise than they were sent"], ["Изменённые тексты", "В списках тексты не такие, какими отправлены"]],
  changed_senders: [["Another sender", "Lists give another sender"], ["Другой отправитель", "В списках другой отправитель"]],
  changed_phones: [["Numbers otherwise", "Numbers are written in another way"], ["Номера иначе", "Номера записаны по-другому"]],
  changed_parts: [["Parts otherwise", "Lists count parts in another way"], ["Другой счёт частей", "В списках другое число частей"]],
  changed_created: [["Times otherwise", "Times are shifted or written in another way"], ["Время иначе", "Время сдвинуто или записано по-другому"]],
  other_order: [["Another order", "Rows come in another order"], ["Другой порядок", "Строки в другом порядке"]],
  future_rows: [["Rows from the future", "New rows are dated ahead"], ["Строки из будущего", "Новые строки с датой вперёд"]],
  inbound_from_earlier: [["Inbound from earlier", "Inbound messages are given from before the moment asked for"], ["Входящие раньше срока", "Входящие отдаются с более раннего времени, чем просили"]],
  inbound_lags: [["Inbound late", "Inbound messages are listed late"], ["Входящие с опозданием", "Входящие появляются в списке не сразу"]],
  inbound_cut_off: [["Inbound cut off", "Only some inbound messages"], ["Входящие обрезаны", "Только часть входящих"]],
  no_date_header: [["No Date header", "Answers without its time"], ["Без заголовка Date", "Ответ без времени сервера"]],
};

const asked = new URLSearchParams(location.search).get("language");
let language = asked in TEXTS ? asked : localStorage.getItem("language")
  || ((navigator.language || "").toLowerCase().startsWith("ru") ? "ru" : "en");

export const locale = () => language;
export function setLocale(value) {
  language = value;
  localStorage.setItem("language", value);
  history.replaceState(null, "", location.pathname);
}
export function t(name, ...values) {
  const text = TEXTS[language][name] ?? name;
  return typeof text === "function" ? text(...values) : text;
}
export const faultText = name => (FAULTS[name] ?? [[name, ""], [name, ""]])[language === "ru" ? 1 : 0];

export function money(value) {
  return new Intl.NumberFormat(language === "ru" ? "ru-RU" : "en-GB",
    { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(Number(value)) + " ₽";
}
export const clockTime = when => new Date(when).toLocaleTimeString(
  language === "ru" ? "ru-RU" : "en-GB", { hour: "2-digit", minute: "2-digit" });

export function day(when, now) {
  const a = new Date(when), b = new Date(now);
  const days = Math.round((b.setHours(0, 0, 0, 0) - a.setHours(0, 0, 0, 0)) / 864e5);
  if (days === 0) return t("today");
  if (days === 1) return t("yesterday");
  return new Date(when).toLocaleDateString(language === "ru" ? "ru-RU" : "en-GB",
    { day: "numeric", month: "long" });
}
