"""A messenger on a test bench: the simulated gateway over HTTP, virtual time, disks, crashes."""

from .bench import (
    CALIBRATION_PHONE,
    FOR_ONE,
    OTHER_PHONE,
    PHONE,
    START,
    THIRD_PHONE,
    UNLIMITED,
    Bench,
    open_bench,
)
from .disk import Disk, Run
from .virtual_time import VirtualTime

__all__ = [
    "CALIBRATION_PHONE",
    "FOR_ONE",
    "OTHER_PHONE",
    "PHONE",
    "START",
    "THIRD_PHONE",
    "UNLIMITED",
    "Bench",
    "Disk",
    "Run",
    "VirtualTime",
    "open_bench",
]
