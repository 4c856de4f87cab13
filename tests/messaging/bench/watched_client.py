"""The real client, watched by a bench."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from custom_components.smspilot.api.client import SmsPilotClient

from .disk import Run


class WatchedClient:
    """The real client, counted while it waits for the gateway, with steps at which to crash."""

    def __init__(
        self,
        client: SmsPilotClient,
        run: Run,
        on_command: Callable[[str], None],
        on_answer: dict[str, Callable[[Any], Any]],
    ) -> None:
        """Watch a client."""
        self._client = client
        self.clock = client.clock
        self._run = run
        self._on_command = on_command
        self._on_answer = on_answer

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any command of the client
        """Return a command that can crash before it leaves and after it was answered."""
        command = getattr(self._client, name)

        async def watched(*args: Any, **options: Any) -> Any:  # noqa: ANN401
            self._run.busy += 1
            try:
                self._on_command(name)
                await self._run.step()
                try:
                    answer = await command(*args, **options)
                except Exception:
                    await self._run.step()
                    raise
                await self._run.step()
                return self._on_answer.get(name, _unchanged)(answer)
            finally:
                self._run.busy -= 1

        return watched


def _unchanged[T](answer: T) -> T:
    return answer
