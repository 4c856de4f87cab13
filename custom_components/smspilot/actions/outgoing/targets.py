"""Whom an action names: recipients and numbers, sorted by account, and what is neither."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from homeassistant.components.notify.const import DOMAIN as NOTIFY_DOMAIN
from homeassistant.const import (
    ATTR_CONFIG_ENTRY_ID,
    ATTR_ENTITY_ID,
    ENTITY_MATCH_ALL,
    ENTITY_MATCH_NONE,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.target import TargetSelection, async_extract_referenced_entity_ids

from ...account.chosen_account import chosen_account, refuse_unloaded
from ...const import DOMAIN
from ...messaging.phone_number import InvalidPhoneNumberError
from ...messaging.tasks import unhurried
from ...problems.errors import invalid, number_error, told
from ...recipients.home_numbers import phone_of
from ...recipients.number_list import listed, rows
from ...recipients.recipient import (
    Address,
    Recipient,
    addresses,
    by_name,
    folded,
    label,
    owner,
    recipient_of,
)
from .input import ATTR_NUMBERS, TARGETS

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from ...coordinator import SmsPilotConfigEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What an action named and nothing is sent to, and why."""

    error: ServiceValidationError
    name: str
    """What errors call it."""
    written: str = field(default="", repr=False)
    entry: SmsPilotConfigEntry | None = None
    address: Address | None = None


@dataclass(slots=True)
class Targets:
    """Where to send, by account, and what nothing is sent to."""

    places: dict[SmsPilotConfigEntry, list[Address]] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)

    def add(self, entry: SmsPilotConfigEntry, found: Iterable[Address]) -> None:
        """Take phones of an account in."""
        self.places.setdefault(entry, []).extend(found)

    def refuse(self, entry: SmsPilotConfigEntry, error: ServiceValidationError) -> None:
        """Send to none of an account's phones."""
        for address in self.places.pop(entry):
            self.refused.append(refused_address(entry, address, error))

    def settle(self) -> None:
        """Refuse what only accounts that run could send; nobody at all is refused, too."""
        for entry in list(self.places):
            try:
                refuse_unloaded(entry)
            except ServiceValidationError as error:
                self.refuse(entry, error)
        if not any(self.places.values()) and not self.refused:
            self.refused.append(Refused(name="", error=invalid("no_recipients")))


def refused_address(
    entry: SmsPilotConfigEntry, address: Address, error: ServiceValidationError
) -> Refused:
    """Return that nothing is sent to a phone."""
    name = label(entry, address.whose_id, address.phone)
    return Refused(error=error, name=name, entry=entry, address=address)


async def targets_of(hass: HomeAssistant, data: Mapping[str, Any]) -> Targets:
    """Return whom the fields of an action name."""
    targets = Targets()
    for entity_id in _entity_ids(hass, data, targets):
        registered = er.async_get(hass).async_get(entity_id)
        found = _recipient(hass, registered) if registered else None
        if found is None:
            name = told(entity_id)
            error = invalid("not_a_recipient", entity_id=name)
            targets.refused.append(Refused(name=name, error=error))
        else:
            targets.add(found[0], addresses([found[1]]))
    if numbers := [number async for number in unhurried(rows(data.get(ATTR_NUMBERS)))]:
        await _add_numbers(hass, data.get(ATTR_CONFIG_ENTRY_ID), numbers, targets)
    return targets


async def add_named(
    hass: HomeAssistant, entry: SmsPilotConfigEntry, written: object, targets: Targets
) -> None:
    """Take in recipients, by name or id, and phones, which keep the name of whose they are."""
    names = by_name(entry)
    async for part in unhurried(listed(written, lambda row: folded(row) in names)):
        if (recipient := names.get(folded(str(part)))) is not None:
            targets.add(entry, addresses([recipient]))
        else:
            try:
                phone = phone_of(hass, entry, part)
            except InvalidPhoneNumberError as error:
                refusal = number_error(hass, error, part)
                targets.refused.append(
                    Refused(error=refusal, name=told(part), written=str(part), entry=entry)
                )
            else:
                targets.add(entry, [Address(phone=phone, name_only=owner(entry, phone))])


async def _add_numbers(
    hass: HomeAssistant, entry_id: str | None, numbers: list[object], targets: Targets
) -> None:
    """Take numbers in for the account that is named, or the recipients', or the only one."""
    if entry_id is None and len(targets.places) == 1:
        [entry] = targets.places
    else:
        try:
            entry = chosen_account(hass, entry_id)
        except ServiceValidationError as error:
            targets.refused += [
                Refused(name=told(number), written=str(number), error=error)
                for number in listed(numbers)
            ]
            return
    await add_named(hass, entry, numbers, targets)


def _entity_ids(hass: HomeAssistant, data: Mapping[str, Any], targets: Targets) -> Iterator[str]:
    """Yield the entities that are named, and of areas, devices and labels those that can send."""
    given = {
        name: [str(one) for one in listed(data.get(name)) if one != ENTITY_MATCH_NONE]
        for name in TARGETS
    }
    given[ATTR_ENTITY_ID] = list(map(str.lower, given[ATTR_ENTITY_ID]))
    everybody = ENTITY_MATCH_ALL in given[ATTR_ENTITY_ID]
    named = given[ATTR_ENTITY_ID] if not everybody else list(_everybody(hass))
    yield from dict.fromkeys(_members(hass, named, set()))
    given[ATTR_ENTITY_ID] = []
    selected = async_extract_referenced_entity_ids(hass, TargetSelection(given))
    for missing in sorted(
        selected.missing_areas
        | selected.missing_devices
        | selected.missing_floors
        | selected.missing_labels
    ):
        name = told(missing)
        error = invalid("no_such_target", target=name)
        targets.refused.append(Refused(name=name, error=error))
    able = set(_everybody(hass)) - set(named)
    yield from sorted(able.intersection(_members(hass, selected.indirectly_referenced, set())))


def _everybody(hass: HomeAssistant) -> Iterator[str]:
    """Yield every recipient's notifier that is not disabled."""
    for entry in hass.config_entries.async_entries(DOMAIN, include_disabled=False):
        for registered in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id):
            if registered.disabled_by is None and _recipient(hass, registered):
                yield registered.entity_id


def _members(hass: HomeAssistant, entity_ids: Iterable[str], seen: set[str]) -> Iterator[str]:
    """Yield entities with the members in the place of groups, of which there are many kinds."""
    for entity_id in entity_ids:
        if entity_id not in seen:
            seen.add(entity_id)
            state = hass.states.get(entity_id)
            members = state and state.attributes.get(ATTR_ENTITY_ID)
            yield from _members(hass, members, seen) if members else (entity_id,)


def _recipient(
    hass: HomeAssistant, registered: er.RegistryEntry
) -> tuple[SmsPilotConfigEntry, Recipient] | None:
    """Return whose notifier an entity is."""
    if registered.platform != DOMAIN or registered.domain != NOTIFY_DOMAIN:
        return None
    entry = hass.config_entries.async_get_entry(registered.config_entry_id or "")
    recipient = entry and recipient_of(entry, registered.config_subentry_id)
    return (entry, recipient) if entry and recipient else None
