"""The letters that stand on arrows for texts too long to stand there."""

from diagrams.facts import same_name
from diagrams.wrapping import clean

_LETTERS = "กขคงจฉชซญฐณดตถทธนบปผพภมยรลวศสหอฮ"


class Keys:
    """Gives each different text one letter, in order of use. Spaces do not make a text different."""

    def __init__(self) -> None:
        self._letters: dict[str, str] = {}
        self.entries: list[tuple[str, str]] = []

    def letter(self, text: str) -> str:
        """Return the letter of a text."""
        known = same_name(text)
        if known not in self._letters:
            self._letters[known] = _letter(len(self.entries))
            self.entries.append((self._letters[known], clean(text)))
        return self._letters[known]


def _letter(index: int) -> str:
    turn, place = divmod(index, len(_LETTERS))
    return _LETTERS[place] + (str(turn + 1) if turn else "")
