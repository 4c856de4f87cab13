# Home Assistant puts probatio in the place of voluptuous when it starts: the types follow it.
from probatio import *  # noqa: F403 - all of it is voluptuous
