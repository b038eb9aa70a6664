"""The bodies around an activity: senders, recipients in the Kingdom and abroad, processors, clouds abroad."""

from diagrams.dfd_outside import Given, bodies_in, by_partner, exchanged, known_bodies
from diagrams.draft import ABROAD_TITLE, Draft
from diagrams.facts import (
    UNSAID,
    Data,
    answered,
    data_of,
    disclosed,
    filled,
    matching_systems,
    own_system,
    stores_of,
    told,
)
from diagrams.inside import Units
from diagrams.recipients import NO_TRANSFER, Abroad, Names
from diagrams.scene import FlowKind, Node, Shape, ZoneKind
from schemas.vocabulary import CloudLocation, ProcessingBy

SENDERS = "หน่วยงานที่ส่งข้อมูลให้"
RECIPIENTS = "ผู้รับข้อมูลในราชอาณาจักร"
UNSURE = "หน่วยงานที่แลกเปลี่ยนข้อมูล (ไม่ได้ระบุว่าส่งหรือรับ)"
PROCESSORS = "ผู้ประมวลผลข้อมูลส่วนบุคคล (PDPA ม.40)"
#: Words on an arrow may take this width in points and so many lines; the channels of this picture are wide.
ROOM, LINES = 170.0, 3
_WHO, _NO_AGREEMENT = "ผู้รับ", "ข้อตกลงประมวลผล"


class Partners:
    """Adds the bodies of a record to the context diagram, each once, an arrow for each direction and way."""

    def __init__(self, draft: Draft, centre: Node) -> None:
        self._draft, self._centre = draft, centre
        self._document = draft.document
        #: Data by box, direction (in? None: not said) and way (offline?), in order of first mention.
        self._moved: dict[tuple[str, bool | None, bool], list[Data]] = {}
        self._boxes: dict[str, Node] = {}
        self._given = Given(draft.document, draft.document.systems)

    def add(self, givers: dict[str, list[Data]]) -> None:
        """Add everybody that the record names, and a "?" where it leaves a group unanswered.

        `givers` are bodies that act in steps, and the data which they give there.
        """
        self._processors()
        self._exchanges()
        self._disclosures()
        self._lists()
        for name, data in givers.items():
            self._give(self._draft.body(name, SENDERS, exact=False), data, inward=True)
        self._exchanges(directed=False)
        self._clouds()
        self._unanswered()
        for (box, inward, offline), data in self._moved.items():
            node = self._boxes[box]
            source, target = (node, self._centre) if inward else (self._centre, node)
            kind = FlowKind.OUTSIDE_OFFLINE if offline else FlowKind.OUTSIDE
            said, known = dict.fromkeys(data) or [UNSAID], inward is not None
            self._draft.flow(source, target, kind, *said, directed=known, room=ROOM, lines=LINES)

    def _move(self, node: Node, data: list[Data], *, inward: bool | None = False, offline: bool = False) -> None:
        self._boxes[node.id] = node
        self._moved.setdefault((node.id, inward, offline), []).extend(data)

    def _unknown(self, kind: ZoneKind, title: str, missing: str) -> Node:
        """Return a box for somebody whom the record does not name, one in each zone."""
        key = (Shape.BODY, f"? {title}")
        if key not in self._draft.named:
            node = self._draft.add(Node(id="", shape=Shape.BODY, text=None, zone=self._draft.zone(kind, title)))
            node.missing, node.is_abroad = [missing], kind is ZoneKind.ABROAD
            self._draft.named[key] = node
        return self._draft.named[key]

    def _processors(self) -> None:
        agreements = list(self._document.form.beyond.processor_and_dpa_ref or [])
        used: dict[str, list[Data]] = {}
        for line in [line for each in self._document.systems for line in each.exchanges]:
            name = filled(line.external_processor_org_unit)
            if name is not None:
                used.setdefault(name, []).append(told(line.exchanged_data))
            elif line.processing_by is not None and line.processing_by.code is ProcessingBy.OTHER:
                node = self._unknown(ZoneKind.BODIES, PROCESSORS, "ชื่อผู้ประมวลผล")
                self._move(node, [told(line.exchanged_data)])
        listed = [name for each in agreements if (name := filled(each.processor)) is not None]
        known = Names(listed)
        for name in dict.fromkeys([*used, *listed]):
            meant = known.meant(name)
            refs = [each.agreement_ref for each in agreements if meant is not None and filled(each.processor) == meant]
            node = self._draft.body(name, PROCESSORS, exact=False)
            said = [f"ข้อตกลง: {ref}" for ref in refs if filled(ref) is not None]
            role = [] if not node.is_abroad else ["ผู้ประมวลผลข้อมูล (ม.40)"]
            node.foot = [*node.foot, *(words for words in (*role, *said) if words not in node.foot)]
            if not said and _NO_AGREEMENT not in node.missing:
                node.missing = [*node.missing, _NO_AGREEMENT]
            self._move(node, used.get(name, []))

    def _exchanges(self, *, directed: bool = True) -> None:
        """Add the partners of exchange lines: who only sends stands on the left.

        Those of whom no line says it come last, and stand apart unless something else in the record places them.
        """
        lines = [
            (name, inward, offline, rows)
            for each in self._document.systems
            for (name, inward, offline), rows in by_partner([each]).items()
            if (inward is not None) is directed and (name is None or own_system(name, self._document) is None)
        ]
        gets = {name for name, inward, _, _ in lines if inward is False}
        for name, inward, offline, rows in lines:
            title = UNSURE if inward is None else RECIPIENTS if name in gets else SENDERS
            node = (
                self._draft.body(name, title) if name is not None else self._unknown(ZoneKind.BODIES, title, "หน่วยงาน")
            )
            self._move(node, exchanged(rows), inward=inward, offline=offline)

    def _disclosures(self) -> None:
        """Add the bodies to which steps disclose, with the data of the cell or of the record's other tables."""
        known, units = known_bodies(self._draft), Units(self._document)
        for step in self._document.steps:
            if filled(step.disclosure) is None:
                continue
            who, data = disclosed(step.disclosure or "")
            for name in bodies_in(who, known.union(units.names)):
                if units.lane(name, None)[0]:
                    # Inside the agency: level 0 shows what crosses its border.
                    continue
                self._recipient(name, [data] if data is not None else self._given.to(name))

    def _lists(self) -> None:
        """Add the recipients of the form's own lists, of the log of s.27 and of the table of transfers."""
        for name in self._draft.borders.local:
            self._recipient(name, self._given.to(name))
        for entry in self._document.form.beyond.consent_exempt_use_or_disclosure_log or ():
            recipient = filled(entry.recipient)
            if recipient is not None:
                self._recipient(recipient, [told(item) for item in entry.data_items or ()])
        for abroad in self._draft.borders.abroad:
            data = self._given.to(abroad.name) if abroad.name is not None else []
            self._give(self._draft.abroad(abroad), data)

    def _recipient(self, name: str, data: list[Data]) -> None:
        self._give(self._draft.body(name, RECIPIENTS, exact=False), data)

    def _give(self, node: Node, data: list[Data], *, inward: bool = False) -> None:
        """Add what a body gets, or gives.

        That this place does not say which data, or by which way, is no lack where another place does.
        """
        ways = [moved for (box, way, _), moved in self._moved.items() if box == node.id and way == inward]
        known = [each for moved in ways for each in moved]
        said = [each for each in data if each is not UNSAID and each not in known]
        if said or not ways:
            self._move(node, said, inward=inward)

    def _clouds(self) -> None:
        """Add the systems whose cloud is abroad, with what steps keep there."""
        document = self._document
        for each in document.systems:
            place = each.cloud_location
            if place is None or place.code is not CloudLocation.ABROAD:
                continue
            known = self._draft.borders.of(each.system_name) or Abroad(None, [], list(NO_TRANSFER))
            facts = ["คลาวด์อยู่ต่างประเทศ", *known.facts]
            store = self._draft.abroad(Abroad(each.system_name, facts, known.missing), Shape.STORE)
            kept = [
                data_of(step.storage)
                for step in document.steps
                if any(each in matching_systems(name, document) for name in stores_of(step) if name)
            ]
            self._move(store, [data for data in kept if data is not None])

    def _unanswered(self) -> None:
        """Add a "?" for a group that the form asks for, nobody answered, and nothing else in the record fills."""
        category, drawn = self._document.form.data_category, self._draft.zones
        asked = (
            (category.local_third_parties, "local_third_parties", ZoneKind.BODIES, RECIPIENTS),
            (category.offshore_third_parties, "offshore_third_parties", ZoneKind.ABROAD, ABROAD_TITLE),
        )
        for value, name, kind, title in asked:
            known = answered(value, f"/form/data_category/{name}", self._document)
            if not known and (kind, self._draft.key(title)) not in drawn:
                self._move(self._unknown(kind, title, _WHO), [])
