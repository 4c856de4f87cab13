"""Who is let in."""

from __future__ import annotations

from decimal import Decimal

import pytest

from simulator import Account
from tests.simulator.conftest import PHONE, Gateway


class TestAccess:
    """Who is let in."""

    @pytest.mark.parametrize(
        ("parameters", "code"),
        [
            ({"apikey": ""}, 100),
            ({"apikey": "wrong"}, 101),
            ({"apikey": "A" * 64}, 102),
            ({"apikey": "", "login": "info@example.com"}, 401),
            ({"apikey": "", "password": "123456"}, 401),
            ({"apikey": "", "login": "info", "password": "123456"}, 401),
            ({"apikey": "", "login": "info@example.com", "password": "wrong"}, 400),
        ],
    )
    async def test_refuses_those_it_does_not_know(
        self, gateway: Gateway, parameters: dict[str, str], code: int
    ) -> None:
        for command in ({}, {"balance": "rur"}, {"send": "Hi", "to": PHONE}):
            assert await gateway.code(**command, **parameters) == code

    async def test_lets_an_e_mail_and_a_password_in(self, gateway: Gateway) -> None:
        login = {"apikey": "", "login": " Info@Example.com", "password": "123456"}
        assert (await gateway.json(**login))["id"] == "5671"

    async def test_a_changed_key_leaves_the_old_one_unknown(self, gateway: Gateway) -> None:
        old = gateway.simulator.account.key
        gateway.simulator.account.key = "B" * 64
        assert await gateway.code(apikey=old) == 102
        assert (await gateway.json())["id"] == "5671"

    @pytest.mark.parametrize("code", [105, 106, 107, 122])
    async def test_a_blocked_account_is_refused_everything(
        self, gateway: Gateway, code: int
    ) -> None:
        gateway.simulator.account.blocked = code
        assert await gateway.code(balance="rur") == code
        assert await gateway.code(send="Hi", to=PHONE) == code

    async def test_an_account_may_be_open_to_some_addresses_only(self, gateway: Gateway) -> None:
        gateway.simulator.account.allowed_addresses = ["10.0.0.1"]
        assert await gateway.code() == 113
        gateway.simulator.account.allowed_addresses.append("127.0.0.1")
        assert (await gateway.json())["id"] == "5671"

    async def test_several_accounts_have_their_own_balance(self, gateway: Gateway) -> None:
        second = gateway.simulator.add_account()
        third = gateway.simulator.add_account(Account(id=7, key="C" * 64, balance=Decimal(1)))
        await gateway.json(send="Hi", to=PHONE, apikey=second.key)
        assert (second.id, second.balance) == (5672, Decimal("2933.45"))
        assert await gateway.json(balance="rur", apikey=third.key) == {"balance": "1.00"}
        assert await gateway.json(balance="rur") == {"balance": "2934.76"}
        assert second.key not in repr(second)
