# Of the library, which has no types: what the integration calls.
import re

IGNORECASE: int
error = re.error

class Match: ...

class Pattern:
    def search(
        self,
        string: str,
        *,
        timeout: float | None = ...,
        concurrent: bool | None = ...,
    ) -> Match | None: ...

def compile(pattern: str, flags: int = ...) -> Pattern: ...  # noqa: A001 - its name
