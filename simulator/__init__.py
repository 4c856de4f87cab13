"""A simulated SMSPILOT gateway: API-1 v1.9.17 over HTTP, with faults that can be switched on."""

from simulator.accounts import EMULATOR_KEY, Account
from simulator.clock import Clock
from simulator.faults import Fault
from simulator.gateway import Dialect, Gateway
from simulator.models import Channel, InboundMessage, Message, Request
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
