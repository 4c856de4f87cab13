"""The gateway's error codes with their texts, and the refusal that carries one."""

from __future__ import annotations

from typing import Final

# The document's own words where it has them (sections 1.5 and 2.3); the other codes are known
# from the gateway's list of errors. The texts are what a client shows, never what it acts upon.
ERRORS: Final[dict[int, tuple[str, str]]] = {
    10: ("INPUT data is required", "Нет входных данных"),
    11: ("Unknown INPUT format", "Неизвестный формат"),
    12: ("XML structure is invalid", "Ошибка XML"),
    13: ("JSON structure is invalid", "Ошибка JSON"),
    14: ("Unknown COMMAND", "Неизвестная команда"),
    100: ("APIKEY is required", "Не указан API-ключ (параметр apikey)"),
    101: (
        "APIKEY is invalid",
        "Неправильный API-ключ (см. настройки API в личном кабинете)",
    ),
    102: ("APIKEY not found", "Такой API-ключ не найден в системе"),
    103: ("APIKEY not paid", "Ключ не оплачен"),
    104: ("APIKEY not activated", "Ключ ещё не активирован"),
    105: ("User is blocked (balance)", "Пользователь блокирован из-за низкого баланса"),
    106: ("APIKEY is blocked (spam)", "Пользователь блокирован за спам/ошибки"),
    107: (
        "User is blocked (untrusted)",
        (
            "Пользователь блокирован за недостоверные учетные данные / недоступна эл. почта"
            " / проблемы с телефоном"
        ),
    ),
    108: ("Phone is required", "Не указан телефон"),
    109: ("Invalid parameter", "Неправильный параметр"),
    110: ("System error", "Системная ошибка"),
    111: ("Invalid phone", "Неправильный номер телефона"),
    112: ("No money", "Нет денег"),
    113: ("IP restriction", "Недопустимый IP"),
    115: ("Invalid sender", "Неправильный отправитель"),
    116: ("Depricated sender", "Запрещённый отправитель"),
    117: ("Account restriction", "Ограничения тестового аккаунта"),
    118: ("Rate limit", "Слишком много запросов"),
    122: ("User is blocked (dispute)", "Пользователь временно блокирован (спорная ситуация)"),
    200: ("Sender (from) is required", "Не указан отправитель"),
    201: ("Sender (from) is invalid", "Неправильный формат отправителя"),
    202: ("FROM is depricated", "Отправитель запрещён"),
    204: ("Sender (from) unregistered", "Отправитель (from) не зарегистрирован, либо отключен"),
    210: ("TO is required", "Не указан получатель"),
    211: ("TO is invalid", "Неправильный получатель"),
    212: ("Phone in black list", "Телефон в черном списке"),
    213: ("Unsupported operator", "Оператор не поддерживается"),
    214: ("Phone is dublicated", "Дубликат получателя"),
    215: ("Invalid phone length", "Неправильная длина номера телефона"),
    220: ("TEXT is required", "Введите текст сообщения"),
    221: ("TEXT too long", "Текст сообщения слишком длинный"),
    223: ("TEXT is an advertisement", "Защита от спама"),
    224: ("Spam protection (SENDER)", "Защита от спама"),
    225: ("Spam protection (DIRECT)", "Защита от спама"),
    226: ("Shared sender disabled", "Отключены общие каналы"),
    230: ("ID is invalid", "ID неправильный"),
    231: ("PACKET_ID is invalid", "PACKET_ID неправильный"),
    240: ("Invalid SMS list", "Неправильный список SMS"),
    241: ("You don't have enough money / credits", "Недостаточно средств"),
    242: ("SMS count limit (trial)", "Ограничение числа SMS (тестовый доступ)"),
    243: ("Loop protection, blacklist", "Защита от дубликатов"),
    247: ("Filter", "Фильтры"),
    248: ("CyrLat filter", "Кириллица и латиница в одном слове"),
    250: ("Invalid SEND_DATETIME", "Неправильное время отправки send_datetime"),
    260: ("Invalid callback URL", "Неправильный адрес скрипта callback"),
    270: ("Invalid ttl", "Неправильное время жизни сообщения ttl"),
    275: ("Invalid list fields", "Неправильный список полей fields"),
    300: ("SMS server_id is required", "server_id не указан"),
    301: ("SMS server_id is invalid", "server_id неправильный"),
    302: ("SMS server_id not found", "SMS не найдена"),
    303: ("Invalid IDs list", "Ошибка запроса"),
    304: ("SERVER_PACKET_ID is invalid", "server_packet_id неправильный"),
    400: ("User not found", "Пользователь не найден"),
    401: ("Invalid login details", "Не введен логин или пароль"),
    500: (
        "Invalid -since- format YYYY-MM-DD HH:II:SS",
        "Неправильный формат параметра -since- YYYY-MM-DD HH:II:SS",
    ),
    600: ("Expired", "Просрочено"),
    601: ("Undeliverable", "Невозможно доставить"),
    602: ("Destination unreachable", "Номер недоступен"),
    603: ("Rejected", "Отказано оператором"),
    604: ("Cancelled", "Отменено"),
    605: (
        "The recipient has disabled such messages",
        "Абонент запретил отправлять ему SMS",
    ),
    630: ("TEMPLATE is required", "Введите шаблон"),
    631: ("TEMPLATE too long", "Шаблон слишком длинный"),
    632: ("TEMPLATE exits", "Такой шаблон уже есть"),
    633: ("TEMPLATE callback is required", "Нужен callback"),
    634: ("TEMPLATE callback is invalid", "Неправильный callback"),
    640: ("Sender is required", "Введите имя отправителя"),
    641: ("Sender is invalid", "Неправильное имя отправителя"),
    642: ("Sender is added", "Уже добавленное имя отправителя"),
    643: ("Description is required", "Введите название проекта, сайт, примеры сообщений"),
    644: ("Callback is required (URL or email)", "Нужен callback (URL или email)"),
    645: ("Callback is invalid (URL or email)", "Неправильный callback (URL или email)"),
}
BLOCKING_CODES: Final = frozenset({105, 106, 107, 122})
DELIVERY_CODES: Final = range(600, 606)


class RefusalError(Exception):
    """The gateway says no to a whole request."""

    def __init__(self, code: int) -> None:
        """Carry the gateway's code."""
        super().__init__(code)
        self.code = code


def error_texts(code: int) -> tuple[str, str]:
    """Return the English and the Russian text of a code, empty for 0."""
    if code == 0:
        return "", ""
    return ERRORS.get(code, (f"Error {code}", f"Ошибка {code}"))
