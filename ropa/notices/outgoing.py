"""HTTP to servers of an administrator's list: the address that was checked is the one that is connected to.

A name is resolved once. Were it resolved again for the connection, its owner could answer the second time with an
address of our own network (DNS rebinding).
"""

import socket
import threading
from ipaddress import ip_address

from ropa.access.portal_http import Deadline, HttpServer
from ropa.notices.rules_webhooks import is_public


class PrivateAddressError(OSError):
    """The name leads into a network that is not the public one."""


class GuardedServer(HttpServer):
    """A server that is reached at public addresses only."""

    def __init__(self, address: str, *, allow_private: bool) -> None:
        """`allow_private` is for development and tests."""
        super().__init__(address)
        self._allow_private = allow_private

    def _open(self, host: str, port: int, deadline: Deadline) -> socket.socket:
        found = resolve(host, port, deadline)
        # One private address among public ones is no slip: who owns the name chooses which is tried first.
        if not self._allow_private and not all(is_public(ip_address(each.partition("%")[0])) for each in found):
            raise PrivateAddressError(host)
        fault: OSError | None = None
        for each in found:
            try:
                return socket.create_connection((each, port), deadline.left())
            except TimeoutError:
                raise
            except OSError as error:
                fault = error
        raise fault or OSError(host)


def resolve(host: str, port: int, deadline: Deadline) -> list[str]:
    """Return the addresses of a name, in the order in which they are tried.

    Raises: OSError; TimeoutError at the deadline, where the system's own resolver would wait on.
    """
    answers: list[list[str] | OSError] = []

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            answers.append(error if isinstance(error, OSError) else OSError(str(error)))
        else:
            answers.append(list(dict.fromkeys(str(each[4][0]) for each in found)))

    asking = threading.Thread(target=ask, daemon=True, name="resolve")
    asking.start()
    asking.join(deadline.left())
    if not answers:
        raise TimeoutError
    if isinstance(answers[0], OSError):
        raise answers[0]
    return answers[0]
