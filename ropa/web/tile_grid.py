"""The provinces of Thailand as tiles, each where it lies roughly on the map. Pure; a template draws them.

The keys are the ministry's codes of provinces (those of the Department of Provincial Administration).
"""

from collections.abc import Iterable

from msgspec import Struct

from schemas.dashboard import ProvinceTile

SIZE, GAP = 44, 4
_STEP = SIZE + GAP
_GAUGE = SIZE - 12

#: Code: its two letters of the Royal Society, the province, its column and its row.
PLACES: dict[int, tuple[str, str, int, int]] = {
    57: ("ชร", "เชียงราย", 3, 0),
    58: ("มส", "แม่ฮ่องสอน", 1, 1),
    50: ("ชม", "เชียงใหม่", 2, 1),
    56: ("พย", "พะเยา", 3, 1),
    55: ("นน", "น่าน", 4, 1),
    43: ("นค", "หนองคาย", 7, 1),
    38: ("บก", "บึงกาฬ", 8, 1),
    51: ("ลพ", "ลำพูน", 2, 2),
    52: ("ลป", "ลำปาง", 3, 2),
    54: ("พร", "แพร่", 4, 2),
    53: ("อต", "อุตรดิตถ์", 5, 2),
    42: ("ลย", "เลย", 6, 2),
    41: ("อด", "อุดรธานี", 7, 2),
    47: ("สน", "สกลนคร", 8, 2),
    48: ("นพ", "นครพนม", 9, 2),
    63: ("ตก", "ตาก", 2, 3),
    64: ("สท", "สุโขทัย", 3, 3),
    65: ("พล", "พิษณุโลก", 4, 3),
    67: ("พช", "เพชรบูรณ์", 5, 3),
    39: ("นภ", "หนองบัวลำภู", 6, 3),
    40: ("ขก", "ขอนแก่น", 7, 3),
    46: ("กส", "กาฬสินธุ์", 8, 3),
    49: ("มห", "มุกดาหาร", 9, 3),
    62: ("กพ", "กำแพงเพชร", 3, 4),
    66: ("พจ", "พิจิตร", 4, 4),
    36: ("ชย", "ชัยภูมิ", 6, 4),
    44: ("มค", "มหาสารคาม", 7, 4),
    45: ("รอ", "ร้อยเอ็ด", 8, 4),
    35: ("ยส", "ยโสธร", 9, 4),
    37: ("อจ", "อำนาจเจริญ", 10, 4),
    61: ("อน", "อุทัยธานี", 3, 5),
    60: ("นว", "นครสวรรค์", 4, 5),
    16: ("ลบ", "ลพบุรี", 5, 5),
    30: ("นม", "นครราชสีมา", 6, 5),
    31: ("บร", "บุรีรัมย์", 7, 5),
    32: ("สร", "สุรินทร์", 8, 5),
    33: ("ศก", "ศรีสะเกษ", 9, 5),
    34: ("อบ", "อุบลราชธานี", 10, 5),
    72: ("สพ", "สุพรรณบุรี", 2, 6),
    18: ("ชน", "ชัยนาท", 3, 6),
    17: ("สห", "สิงห์บุรี", 4, 6),
    19: ("สบ", "สระบุรี", 5, 6),
    71: ("กจ", "กาญจนบุรี", 1, 7),
    73: ("นฐ", "นครปฐม", 2, 7),
    15: ("อท", "อ่างทอง", 3, 7),
    14: ("อย", "พระนครศรีอยุธยา", 4, 7),
    26: ("นย", "นครนายก", 5, 7),
    25: ("ปจ", "ปราจีนบุรี", 6, 7),
    27: ("สก", "สระแก้ว", 7, 7),
    70: ("รบ", "ราชบุรี", 1, 8),
    74: ("สค", "สมุทรสาคร", 2, 8),
    12: ("นบ", "นนทบุรี", 3, 8),
    13: ("ปท", "ปทุมธานี", 4, 8),
    24: ("ฉช", "ฉะเชิงเทรา", 5, 8),
    76: ("พบ", "เพชรบุรี", 1, 9),
    75: ("สส", "สมุทรสงคราม", 2, 9),
    10: ("กท", "กรุงเทพมหานคร", 3, 9),
    11: ("สป", "สมุทรปราการ", 4, 9),
    20: ("ชบ", "ชลบุรี", 5, 9),
    21: ("รย", "ระยอง", 6, 9),
    22: ("จบ", "จันทบุรี", 7, 9),
    77: ("ปข", "ประจวบคีรีขันธ์", 1, 10),
    23: ("ตร", "ตราด", 7, 10),
    85: ("รน", "ระนอง", 0, 11),
    86: ("ชพ", "ชุมพร", 1, 11),
    82: ("พง", "พังงา", 0, 12),
    84: ("สฎ", "สุราษฎร์ธานี", 1, 12),
    83: ("ภก", "ภูเก็ต", 0, 13),
    81: ("กบ", "กระบี่", 1, 13),
    80: ("นศ", "นครศรีธรรมราช", 2, 13),
    92: ("ตง", "ตรัง", 1, 14),
    93: ("พท", "พัทลุง", 2, 14),
    91: ("สต", "สตูล", 1, 15),
    90: ("สข", "สงขลา", 2, 15),
    94: ("ปน", "ปัตตานี", 3, 15),
    95: ("ยล", "ยะลา", 3, 16),
    96: ("นธ", "นราธิวาส", 4, 16),
}


class Tile(Struct, frozen=True, kw_only=True):
    """One province: where it stands, and what it says. `gauge`: length of the bar of what is approved."""

    x: int
    y: int
    letters: str
    province: str
    look: str
    gauge: float
    tile: ProvinceTile


class TileGrid(Struct, frozen=True, kw_only=True):
    """All provinces, in units of the picture, from north to south."""

    width: int
    height: int
    tiles: tuple[Tile, ...]


def grid_of(provinces: Iterable[ProvinceTile]) -> TileGrid:
    """Return the tiles; a province of which nothing is said stands there unseen."""
    said = {each.province_id: each for each in provinces}
    tiles = tuple(
        _tile(letters, name, column, row, said.get(code) or ProvinceTile(province_id=code, name=name, is_seen=False))
        for code, (letters, name, column, row) in PLACES.items()
    )
    columns = max(column for _letters, _name, column, _row in PLACES.values())
    rows = max(row for _letters, _name, _column, row in PLACES.values())
    return TileGrid(width=(columns + 1) * _STEP - GAP + 4, height=(rows + 1) * _STEP - GAP + 4, tiles=tiles)


def _tile(letters: str, name: str, column: int, row: int, tile: ProvinceTile) -> Tile:
    share = tile.approved / tile.records if tile.records else 0.0
    return Tile(
        x=column * _STEP + 2,
        y=row * _STEP + 2,
        letters=letters,
        province=name,
        look=look_of(tile),
        gauge=round(share * _GAUGE, 1),
        tile=tile,
    )


def look_of(tile: ProvinceTile) -> str:
    """Return how a tile looks: unseen, none (no record), some, or all of its records approved."""
    if not tile.is_seen:
        return "unseen"
    if not tile.records:
        return "none"
    return "all" if tile.approved == tile.records else "some"
