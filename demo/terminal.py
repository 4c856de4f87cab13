"""What the demo says in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from demo.furnish import USERNAME

if TYPE_CHECKING:
    from pathlib import Path

    from demo.folder import Folder
    from demo.programs import Programs
    from demo.words import Words

_TAIL: Final = 25


def say(line: str) -> None:
    """Print a line at once, also into a pipe."""
    print(line, flush=True)


def announce(
    words: Words, programs: Programs, folder: Folder, password: str, *, gateway: bool
) -> None:
    """Say where everything is."""
    log_in = words.log_in.format(username=USERNAME, password=password)
    say(f"\n{words.ready}\n")
    say(f"  Home Assistant   {programs.home_url}   {log_in}")
    if not gateway:
        say(f"  {words.phones:<16} {programs.phones_page}")
    say(f"\n{words.try_gateway if gateway else words.try_it}")
    say(f"{words.how_to_stop.format(folder=folder.path)}\n")


def say_who_died(words: Words, name: str, log: Path | None) -> None:
    """Say which program stopped by itself, with the end of its log."""
    say(words.died.format(name=name))
    if log is not None:
        say("\n".join(log.read_text(errors="replace").splitlines()[-_TAIL:]))
