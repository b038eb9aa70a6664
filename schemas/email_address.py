"""What is an e-mail address, as the mail carrier takes it."""

import re

_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?", re.ASCII
)


def is_email_address(text: str) -> bool:
    """Tell whether a text is one address and nothing else."""
    return _ADDRESS.fullmatch(text) is not None and ".." not in text
