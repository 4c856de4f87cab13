"""What the demo says, in the languages it speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Words:
    """One language: the home's furniture, and what is said in the terminal."""

    decimal_sign: str
    home: str
    user: str
    family: str
    neighbour: str
    dashboard: str
    temperature: str
    heating: str
    heating_states: tuple[str, str]
    alarm: str
    alarm_text: str
    answer: str
    answer_description: str
    status_text: str
    section_send: str
    section_messages: str
    section_account: str
    hints: str
    hints_gateway: str
    hints_no_recipient: str
    starting: str
    starting_again: str
    furnishing: str
    port_taken: str
    ready: str
    log_in: str
    phones: str
    try_it: str
    try_gateway: str
    how_to_stop: str
    stopping: str
    ask_key: str
    ask_phone: str
    key_refused: str
    not_furnished: str
    no_terminal: str
    other_language: str
    in_use: str
    died: str


ENGLISH: Final = Words(
    decimal_sign=".",
    home="Dacha",
    user="Demo",
    family="Family",
    neighbour="Neighbour",
    dashboard="SMS",
    temperature="Temperature in the house",
    heating="Heating",
    heating_states=("on", "off"),
    alarm="Sound the alarm",
    alarm_text="Home: water in the kitchen, {time}. Answer STATUS for more.",
    answer="Answer STATUS by SMS",
    answer_description=(
        "Whoever is on the list of allowed numbers may ask STATUS. The sender of an SMS can be "
        "forged, so the list is no lock: let commands that open doors ask for a PIN, too."
    ),
    status_text="{home}: {temperature} °C, heating {heating}. SMS balance {balance}\xa0₽.",
    section_send="Send",
    section_messages="Messages",
    section_account="Account",
    hints=(
        "Press **{alarm}**, open [the phones]({phones}) and answer **STATUS** as one of them: the "
        "home answers within seconds, and the balance falls. Then switch a fault on there and "
        "press again."
    ),
    hints_gateway=(
        "Press **{alarm}**: this costs real money. Answer **STATUS**, if your account receives "
        "messages. [Recipients and options](/config/integrations/integration/smspilot)"
    ),
    hints_no_recipient="[Add a recipient](/config/integrations/integration/smspilot).",
    starting="Starting the simulator and Home Assistant. The first time takes a minute …",
    starting_again="Starting the simulator and Home Assistant …",
    furnishing="Setting up the account, the recipients, the dashboard and the automation …",
    port_taken="Port {port} is taken, {other} serves instead.",
    ready="SMSPILOT for Home Assistant is ready.",
    log_in="log in as {username}, password {password}",
    phones="The phones",
    try_it="Press the alarm button, answer STATUS as one of the phones, watch the balance.",
    try_gateway="Real messages cost real money.",
    how_to_stop="Ctrl-C stops everything. What happened is in {folder}",
    stopping="Stopping …",
    ask_key="Your API key (not shown, kept nowhere but in Home Assistant): ",
    ask_phone="Your phone number, as the first recipient (Enter: none): ",
    key_refused="The account could not be set up: {reason}",
    not_furnished="Home Assistant refused something: {reason}. Its log is in {folder}",
    no_terminal="There is no terminal to ask for the key: set SMSPILOT_API_KEY.",
    other_language="This home speaks another language already; --fresh begins anew.",
    in_use="The demo is running already; its state is in {folder}",
    died="{name} has stopped by itself. The end of its log:",
)

RUSSIAN: Final = Words(
    decimal_sign=",",
    home="Дача",
    user="Демо",
    family="Семья",
    neighbour="Сосед",
    dashboard="SMS",
    temperature="Температура в доме",
    heating="Отопление",
    heating_states=("включено", "выключено"),
    alarm="Поднять тревогу",
    alarm_text="Дом: вода на кухне, {time}. Подробнее — ответьте СТАТУС.",
    answer="Отвечать на СТАТУС по SMS",
    answer_description=(
        "Спросить СТАТУС могут только номера из списка. Отправителя SMS можно подделать, поэтому "
        "список не замок: команды, которые что-то открывают, пусть требуют ещё и ПИН-код."
    ),
    status_text="{home}: {temperature} °C, отопление {heating}. Баланс SMSPILOT {balance}\xa0₽.",
    section_send="Отправка",
    section_messages="Сообщения",
    section_account="Счёт",
    hints=(
        "Нажмите **{alarm}**, откройте [телефоны]({phones}) и ответьте с одного из них **СТАТУС**: "
        "через несколько секунд дом ответит, а баланс уменьшится. Потом включите там сбой и "
        "поднимите тревогу снова."
    ),
    hints_gateway=(
        "Нажмите **{alarm}**: это стоит настоящих денег. Ответьте **СТАТУС**, если ваш аккаунт "
        "принимает сообщения. [Получатели и настройки](/config/integrations/integration/smspilot)"
    ),
    hints_no_recipient="[Добавьте получателя](/config/integrations/integration/smspilot).",
    starting="Запускаются симулятор и Home Assistant. В первый раз это займёт около минуты …",
    starting_again="Запускаются симулятор и Home Assistant …",
    furnishing="Настраиваются аккаунт, получатели, панель и автоматизация …",
    port_taken="Порт {port} занят, вместо него {other}.",
    ready="SMSPILOT для Home Assistant готов.",
    log_in="имя {username}, пароль {password}",
    phones="Телефоны",
    try_it="Нажмите кнопку тревоги, ответьте СТАТУС с одного из телефонов, следите за балансом.",
    try_gateway="Настоящие сообщения стоят настоящих денег.",
    how_to_stop="Ctrl-C всё остановит. Журналы лежат в {folder}",
    stopping="Останавливаемся …",
    ask_key="Ваш API-ключ (не отображается, хранится только в Home Assistant): ",
    ask_phone="Ваш номер телефона — он станет первым получателем (Enter — пропустить): ",
    key_refused="Аккаунт настроить не удалось: {reason}",
    not_furnished="Home Assistant не выполнил запрос: {reason}. Его журнал: {folder}",
    no_terminal="Спросить ключ негде, терминала нет: задайте SMSPILOT_API_KEY.",
    other_language="Этот дом уже говорит на другом языке; --fresh начнёт заново.",
    in_use="Демонстрация уже запущена; её файлы в {folder}",
    died="{name}: работа прервалась. Конец журнала:",
)

LANGUAGES: Final = {"en": ENGLISH, "ru": RUSSIAN}
