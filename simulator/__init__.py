"""A simulated SMSPILOT gateway: API-1 v1.9.17 over HTTP, with faults that can be switched on."""

from simulator.basics.clock import Clock
from simulator.faults.switches import Fault
from simulator.gateway.accounts import EMULATOR_KEY, Account
from simulator.gateway.core import Gateway
from simulator.gateway.dialect import Dialect
from simulator.gateway.models import Channel, InboundMessage, Message, Request
from simulator.server import Simulator

__all__ = [
    "EMULATOR_KEY",
    "Account",
    "Channel",
    "Clock",
    "Dialect",
    "Fault",
    "Gateway",
    "InboundMessage",
    "Message",
    "Request",
    "Simulator",
]
