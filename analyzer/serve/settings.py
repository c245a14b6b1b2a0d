"""What the page was started with."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Settings:
    """Who may connect and what they may ask for.

    `names` are the hosts by which browsers may call it; `any_address`: also by any address in digits, which
    no other site's name can be bound to. `local`: only this machine can connect, so that its own folders may
    be named. `token` is demanded of every browser once; it appears in no text made from this.
    """

    names: frozenset[str] = LOOPBACK
    any_address: bool = False
    local: bool = True
    token: str | None = field(default=None, repr=False)
    port: int = 0

    def is_known_host(self, header: str) -> bool:
        """Whether a Host header names this server."""
        try:
            host = (urlsplit(f"//{header}").hostname or "").rstrip(".")
        except ValueError:
            return False
        return host in self.names or (self.any_address and _is_address(host))


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens there."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def names_of(host: str, more: Iterable[str] = ()) -> frozenset[str]:
    """By which names a server on `host` is called."""
    own = {host, *more} if is_loopback(host) else {host, socket.gethostname(), socket.getfqdn(), *more}
    return LOOPBACK | {each.casefold() for each in own if each}


def is_every_address(host: str) -> bool:
    """Whether it listens on all addresses of the machine."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
