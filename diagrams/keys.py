"""The letters that stand on arrows for texts too long to stand there."""

from diagrams.facts import Data, same_name
from diagrams.wrapping import clean
from schemas.vocabulary import SpecialCategory

_LETTERS = "กขคงจฉชซญฐณดตถทธนบปผพภมยรลวศสหอฮ"


class Keys:
    """Gives each different text one letter, in order of use. Spaces do not make a text different."""

    def __init__(self) -> None:
        self._letters: dict[str, str] = {}
        self.entries: list[tuple[str, str]] = []
        self.kinds: dict[str, tuple[SpecialCategory, ...]] = {}

    def letter(self, data: Data) -> str:
        """Return the letter of a text."""
        known = same_name(data.words)
        if known not in self._letters:
            self._letters[known] = _letter(len(self.entries))
            self.entries.append((self._letters[known], clean(data.words)))
        letter = self._letters[known]
        if data.kinds:
            self.kinds[letter] = tuple(dict.fromkeys((*self.kinds.get(letter, ()), *data.kinds)))
        return letter


def _letter(index: int) -> str:
    turn, place = divmod(index, len(_LETTERS))
    return _LETTERS[place] + (str(turn + 1) if turn else "")
