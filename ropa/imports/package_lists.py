"""Handlers of the parts that say what the other parts of an office package are to each other."""

import posixpath

from msgspec import Struct

from ropa.imports.said import cut, refuse

_TARGET_LENGTH = 2000
_MOST_PROPERTIES = 1000
#: Excel lets a sheet have 65,530 hyperlinks.
_MOST_RELATIONS = 70_000
_MOST_TYPES = 4_000
_LONGEST_PROPERTY = 32_767


class Relation(Struct, frozen=True):
    """One part's pointer at another, by its id."""

    type: str
    """The last word of the relationship's type: `worksheet`, `hyperlink`."""
    target: str
    """A part's name, or an address outside when `external`."""
    external: bool = False


class Relations:
    """A .rels part; `base` is the folder that its targets are told from."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.found: dict[str, Relation] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name != "rel:Relationship":
            return
        if len(self.found) == _MOST_RELATIONS:
            refuse(
                f"{self.base}: มีการเชื่อมโยงเกิน {_MOST_RELATIONS:,} รายการ",
                f"{self.base}: more than {_MOST_RELATIONS:,} relationships",
            )
        target = attributes.get("Target", "")[:_TARGET_LENGTH]
        external = attributes.get("TargetMode", "").lower() == "external"
        if not external:
            target = posixpath.normpath(posixpath.join("/", self.base, target)).lstrip("/")
        kind, number = attributes.get("Type", "").rpartition("/")[2], attributes.get("Id", "")
        if number in self.found:
            refuse(
                f"{self.base}: การเชื่อมโยง {cut(number)} มีสองรายการ ไฟล์เสียหาย",
                f"{self.base}: the relationship {cut(number)} stands there twice: the file is damaged",
            )
        self.found[number] = Relation(kind, target, external)

    def end(self, name: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass


class Properties:
    """docProps/custom.xml."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._name: str | None = None
        self._words = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "cp:property" and len(self.found) < _MOST_PROPERTIES:
            self._name, self._words = attributes.get("name", ""), ""

    def end(self, name: str) -> None:
        if name == "cp:property" and self._name is not None:
            self.found[self._name] = self._words.strip()
            self._name = None

    def text(self, data: str) -> None:
        if self._name is not None and len(self._words) < _LONGEST_PROPERTY:
            self._words += data


class ContentTypes:
    """[Content_Types].xml."""

    def __init__(self) -> None:
        self.defaults: dict[str, str] = {}
        self.overrides: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("ContentType", "")
        if len(self.defaults) + len(self.overrides) > _MOST_TYPES:
            refuse(
                f"[Content_Types].xml: มีเกิน {_MOST_TYPES:,} รายการ",
                f"[Content_Types].xml: more than {_MOST_TYPES:,} entries",
            )
        if name == "ct:Default":
            self.defaults[attributes.get("Extension", "").lower()] = kind
        elif name == "ct:Override":
            self.overrides[attributes.get("PartName", "").lower().removeprefix("/")] = kind

    def end(self, name: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass
