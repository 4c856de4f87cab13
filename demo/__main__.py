"""Entry point of the demo: `scripts/demo`, or `python -m demo` in its environment."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from getpass import getpass
from pathlib import Path
from typing import Final

from demo.account import Account, AccountRefusedError, Person
from demo.folder import Folder, FolderInUseError, Remembered, new_password
from demo.home_assistant import RefusedError
from demo.run import Demo, StoppedError, Wishes
from demo.terminal import say, say_who_died
from demo.words import LANGUAGES, Words

_ROOT: Final = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run the demo; return 0 if somebody stopped it."""
    options = _parser().parse_args()
    name = "simulator" if options.gateway is None else "gateway"
    folder = Folder((options.folder / name).resolve())
    words = LANGUAGES[options.language or "en"]
    try:
        with folder.owned():
            return _run(folder, options, words)
    except FolderInUseError:
        say(words.in_use.format(folder=folder.path))
        return 1


def _run(folder: Folder, options: argparse.Namespace, words: Words) -> int:
    remembered = None if options.fresh else folder.recall()
    own_account = None
    if remembered is None:
        if options.gateway is not None:
            own_account = _ask_for_account(words, options.gateway)
        remembered = Remembered(language=options.language or "en", password=new_password())
        folder.begin(_ROOT, home=words.home, language=remembered.language)
        say(words.starting)
    elif options.language not in (None, remembered.language):
        say(words.other_language)
        return 1
    else:
        words = LANGUAGES[remembered.language]
        say(words.starting_again)
    folder.link(_ROOT, remembered.language)
    wishes = Wishes(
        root=_ROOT,
        port=options.port,
        simulator_port=options.simulator_port,
        own_account=own_account,
        gateway=options.gateway is not None,
    )
    translations = _ROOT / "custom_components/smspilot/translations" / f"{remembered.language}.json"
    try:
        asyncio.run(Demo(folder, wishes, remembered).run())
    except AccountRefusedError as refused:
        say(words.key_refused.format(reason=refused.sentence(translations)))
        return 1
    except RefusedError as refused:
        say(words.not_furnished.format(reason=refused, folder=folder.path))
        return 1
    except StoppedError as stopped:
        if stopped.name is None:
            return 0
        say_who_died(words, stopped.name, stopped.log)
        return 1
    return 0


def _ask_for_account(words: Words, url: str) -> Account:
    """Take the key and a first recipient from the environment, or else from the terminal."""
    key = os.environ.get("SMSPILOT_API_KEY")
    phone = os.environ.get("SMSPILOT_PHONE", "")
    if key is None:
        if not sys.stdin.isatty():
            sys.exit(words.no_terminal)
        key = getpass(words.ask_key).strip()
        phone = phone or input(words.ask_phone).strip()
    people = [Person(name=words.family, phone=phone)] if phone else []
    return Account(key=key, url=url or None, people=people)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/demo",
        description=(
            "Home Assistant with an SMSPILOT account that is ready to be played with: nothing is "
            "sent and nothing is paid, because the gateway is a simulator. Everything listens on "
            "127.0.0.1 only."
        ),
    )
    parser.add_argument(
        "--gateway",
        nargs="?",
        const="",
        metavar="URL",
        help="use the real gateway (or one at another address); asks for your API key, or takes it "
        "from SMSPILOT_API_KEY (and your phone number from SMSPILOT_PHONE). Messages cost money",
    )
    parser.add_argument("--fresh", action="store_true", help="begin anew, with an empty home")
    parser.add_argument("--language", choices=sorted(LANGUAGES), help="of the home (default: en)")
    parser.add_argument("--port", type=int, help="of Home Assistant (default: 8123, if free)")
    parser.add_argument("--simulator-port", type=int, help="of the phones (default: 8125, if free)")
    parser.add_argument(
        "--folder",
        type=Path,
        default=_ROOT / ".demo",
        help="where everything is kept (default: .demo)",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
