"""Names and defaults shared by the Home Assistant modules."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from .api.models import Channel

DOMAIN: Final = "smspilot"
ACCOUNT_URL: Final = "https://smspilot.ru/my-settings.php"
API_SETTINGS_URL: Final = "https://smspilot.ru/my-settings.php?tab=api"
DOCUMENTS_URL: Final = "https://github.com/smspilot/home-assistant/blob/main/docs"
SENDERS_URL: Final = "https://smspilot.ru/my-sender.php"
TEMPLATES_URL: Final = "https://smspilot.ru/faq.php#q50"
TOP_UP_URL: Final = "https://smspilot.ru/"

SUBENTRY_RECIPIENT: Final = "recipient"

CONF_ACTION_NAME: Final = "action_name"
CONF_CHANNEL: Final = "channel"
CONF_ESCALATE_AFTER: Final = "escalate_after"
CONF_ESCALATE_TO: Final = "escalate_to"
CONF_PHONES: Final = "phones"
CONF_SENDER: Final = "sender"
CONF_TEST_TEXT: Final = "test_text"

CONF_ANSWERS_PER_HOUR: Final = "answers_per_hour"
CONF_DEFAULT_CHANNEL: Final = "default_channel"
CONF_DEFAULT_SENDER: Final = "default_sender"
CONF_DELIVERY_REPORTS: Final = "pushed_delivery_reports"
CONF_HOLD_FOR: Final = "hold_for"
CONF_LOW_BALANCE: Final = "low_balance"
CONF_MESSAGES_PER_HOUR: Final = "messages_per_hour"
CONF_PRIVATE_ENTITIES: Final = "private_entities"
CONF_ROUBLES_PER_DAY: Final = "roubles_per_day"
CONF_TIME_ON_REPEATS: Final = "time_on_repeats"

DEFAULT_ANSWERS_PER_HOUR: Final = 20
"""To one number."""
DEFAULT_ESCALATE_AFTER: Final = 3
"""Minutes."""
DEFAULT_HOLD_FOR: Final = 60
"""Minutes."""
DEFAULT_LOW_BALANCE: Final = 50
"""Roubles."""
DEFAULT_MESSAGES_PER_HOUR: Final = 60
DEFAULT_ROUBLES_PER_DAY: Final = Decimal(500)

CHANNELS: Final = {
    "sms": Channel.SMS,
    "viber": Channel.VIBER,
    "viber_or_sms": Channel.VIBER_OR_SMS,
    "voice": Channel.VOICE,
}
TEXT_LIMITS: Final = {name: channel.longest for name, channel in CHANNELS.items()}
"""Characters."""
SENDER_FORMAT: Final = r"(?!(?i:HLR|HLRVIP|PING)\Z)(?:[A-Za-z0-9.-]{3,11}|[0-9]{6,14})"
"""A sender's name or number (document, section 1.5, error 115); some words are commands (6)."""
