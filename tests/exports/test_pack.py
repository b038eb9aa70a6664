"""A pack that was changed in any way is told from a sound one, and the changed file is named."""

import io
import random
import struct
import zipfile
import zlib

import msgspec
import pytest

from exports.pack_reading import check_pack
from exports.pack_writing import PackWriter
from exports.pack_zip import Bounds
from schemas.packs import MANIFEST, README, REGISTER, SUMS, TRAIL, Manifest
from tests.support.packs import CONTENT, DOCUMENT, FOLDER, MADE_AT, REVISION, manifest, pack, plain, revision, rewritten

EVERY = [*CONTENT, REVISION, README, MANIFEST, SUMS]


def paths(whole: bytes) -> set[str]:
    return {each.path for each in check_pack(io.BytesIO(whole)).faults}


def test_a_sound_pack_has_no_fault_and_its_manifest_names_every_file():
    whole, digest = pack()
    found = check_pack(io.BytesIO(whole))
    assert (found.faults, found.manifest_hash, found.files) == ([], digest, len(EVERY) - 2)
    assert isinstance(found.manifest, Manifest)
    assert {each.path for each in found.manifest.files} == set(EVERY) - {MANIFEST, SUMS}
    assert found.manifest.counts.files == len(EVERY) - 2
    assert pack()[0] == whole


def test_a_pack_that_was_packed_anew_with_nothing_beside_its_files_is_the_same_pack():
    whole, digest = pack()
    found = check_pack(io.BytesIO(rewritten(whole, lambda _: None)))
    assert (found.faults, found.manifest_hash) == ([], digest)
    streamed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as opened, zipfile.ZipFile(_Stream(streamed), "w") as made:
        for each in opened.namelist():
            made.writestr(plain(each), opened.read(each))
    assert check_pack(io.BytesIO(streamed.getvalue())).faults == []


class _Stream(io.RawIOBase):
    """A place that cannot be sought in: sizes then follow each file."""

    def __init__(self, out: io.BytesIO) -> None:
        self._out = out

    def writable(self) -> bool:
        return True

    def write(self, content: object) -> int:
        return self._out.write(content)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", EVERY)
def test_one_flipped_bit_of_a_file_is_named(path):
    whole = pack()[0]

    def flip(files: dict[str, bytes]) -> None:
        content = bytearray(files[path])
        content[len(content) // 2] ^= 1
        files[path] = bytes(content)

    named = paths(rewritten(whole, flip))
    # Another manifest is another list of all files: then the sums name it.
    assert named & {path, SUMS} if path == MANIFEST else named == {path}


@pytest.mark.parametrize("path", EVERY)
def test_one_flipped_bit_in_the_zip_itself_is_named(path):
    whole = bytearray(pack()[0])
    with zipfile.ZipFile(io.BytesIO(bytes(whole))) as opened:
        info = opened.getinfo(path)
    whole[info.header_offset + 30 + len(path) + info.compress_size // 2] ^= 0x10
    assert path in paths(bytes(whole))


@pytest.mark.parametrize("path", EVERY)
def test_a_removed_file_is_named(path):
    assert path in paths(rewritten(pack()[0], lambda files: files.__delitem__(path)))


def test_an_added_a_renamed_and_swapped_files_are_named():
    whole = pack()[0]
    assert paths(rewritten(whole, lambda files: files.update({"records/extra.txt": b"x"}))) == {"records/extra.txt"}
    one, other = f"{FOLDER}/form.xlsx", f"{FOLDER}/record.pdf"

    def rename(files: dict[str, bytes]) -> None:
        files["records/other.xlsx"] = files.pop(one)

    def swap(files: dict[str, bytes]) -> None:
        files[one], files[other] = files[other], files[one]

    assert paths(rewritten(whole, rename)) == {one, "records/other.xlsx"}
    assert paths(rewritten(whole, swap)) == {one, other}


def test_a_manifest_that_was_made_anew_has_another_hash_and_the_sums_name_it():
    whole, digest = pack()
    sound = check_pack(io.BytesIO(whole)).manifest
    assert sound is not None
    other = msgspec.structs.replace(sound, reason="เหตุผลที่เปลี่ยนไปแล้ว")
    found = check_pack(io.BytesIO(rewritten(whole, lambda files: files.update({MANIFEST: msgspec.json.encode(other)}))))
    assert found.manifest_hash != digest
    assert {each.path for each in found.faults} == {SUMS}


@pytest.mark.parametrize("name", ["../out.txt", "/etc/x", "a/../../b", "C:\\x", "a\\b", "ก.txt", "records/", "a\nb"])
def test_a_name_that_could_leave_the_folder_is_named(name):
    whole = bytearray(rewritten(pack()[0], lambda files: files.update({"x" * len(name.encode()): b"x"})))
    assert "มีใน manifest" in str(check_pack(io.BytesIO(bytes(whole))).faults)
    spoiled = bytes(whole).replace(b"x" * len(name.encode()), name.encode())
    assert any(
        "ไม่ปลอดภัย" in each.message_th or "เสียหาย" in each.message_th for each in check_pack(io.BytesIO(spoiled)).faults
    )


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_named():
    out = io.BytesIO(pack()[0])
    with zipfile.ZipFile(out, "a") as made:
        made.writestr(REGISTER, b"another")
    assert REGISTER in paths(out.getvalue())


def test_a_link_an_encrypted_file_and_a_strange_compression_are_refused():
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    out = io.BytesIO(pack()[0])
    with zipfile.ZipFile(out, "a") as made:
        made.writestr(link, "/etc/passwd")
    assert "link" in paths(out.getvalue())
    odd = io.BytesIO(pack()[0])
    with zipfile.ZipFile(odd, "a") as made:
        made.writestr("odd.bin", b"x", compress_type=zipfile.ZIP_LZMA)
    assert "odd.bin" in check_pack(odd).faults[0].message_en
    locked = bytearray(pack()[0])
    place = locked.index(b"PK\x01\x02")
    locked[place + 8] |= 1
    assert CONTENT.keys() & paths(bytes(locked))


def test_a_pack_cut_off_anywhere_is_no_sound_pack():
    whole = pack()[0]
    chance = random.Random(6)  # noqa: S311 - places to cut
    for end in [0, 1, 21, len(whole) - 1, *(chance.randrange(len(whole)) for _ in range(60))]:
        assert check_pack(io.BytesIO(whole[:end])).faults
    for _ in range(150):
        spoiled = bytearray(whole)
        spoiled[chance.randrange(len(whole))] = chance.randrange(256)
        check_pack(io.BytesIO(bytes(spoiled)))


def test_bytes_that_belong_to_no_file_are_told():
    whole = pack()[0]
    assert paths(b"x" * 100 + whole)
    out = io.BytesIO(whole)
    with zipfile.ZipFile(out, "a") as made:
        made.comment = b"note"
    assert any("comment" in each.message_en for each in check_pack(out).faults)
    # A file whose entry was taken out of the list is still in the bytes.
    added = io.BytesIO(whole)
    with zipfile.ZipFile(added, "a") as made:
        made.writestr("hidden.txt", b"hidden")
        made.filelist.pop()
        made.NameToInfo.clear()
    assert any("no file" in each.message_en for each in check_pack(added).faults)


def _with(change) -> bytes:
    """Return the pack with something beside the content of one file, REGISTER; all contents are as they were."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(pack()[0])) as opened, zipfile.ZipFile(out, "w") as made:
        for name in opened.namelist():
            info = plain(name)
            if name == REGISTER:
                change(info)
            made.writestr(info, opened.read(name))
    return out.getvalue()


def _field(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"extra": _field(0x7075, struct.pack("<BI", 1, zlib.crc32(REGISTER.encode())) + b"a.xlsx")}, "further field"),
        ({"extra": _field(0xCAFE, b"S" * 300)}, "further field"),
        ({"extra": _field(0x0001, b"S" * 300)}, "further field"),
        ({"comment": "แนบ".encode()}, "comment"),
        ({"external_attr": 0o010644 << 16}, "plain file"),
        ({"external_attr": 0o104755 << 16}, "plain file"),
        ({"external_attr": 0o100777 << 16}, "plain file"),
        ({"external_attr": 0o100644 << 16 | 0x10}, "plain file"),
    ],
)
def test_what_an_entry_carries_beside_its_content_is_named(changes, words):
    def change(info: zipfile.ZipInfo) -> None:
        for name, value in changes.items():
            setattr(info, name, value)

    faults = check_pack(io.BytesIO(_with(change))).faults
    assert {each.path for each in faults} == {REGISTER}
    assert all(words in each.message_en for each in faults)


def test_bytes_behind_the_end_before_it_and_inside_an_entry_are_told():
    whole = pack()[0]
    for more in (b"X", b"X" * 500, b"PK\x03\x04" + b"A" * 400, b"Z" * 60_000):
        assert any("behind its end" in each.message_en for each in check_pack(io.BytesIO(whole + more)).faults)
    between = whole[:-22] + b"X" * 9 + whole[-22:]
    assert check_pack(io.BytesIO(between)).faults
    place = whole.index(REGISTER.encode())
    other = whole[:place] + b"R" + whole[place + 1 :]
    assert any(
        (each.path, "another name" in each.message_en) == (REGISTER, True)
        for each in check_pack(io.BytesIO(other)).faults
    )
    # A compressed content ends by itself: behind it there may be more that no program unpacks.
    entry = plain("a")
    entry.compress_type, padded = zipfile.ZIP_DEFLATED, io.BytesIO()
    with zipfile.ZipFile(padded, "w") as made:
        made.writestr(entry, b"content " * 40)
    raw = bytearray(padded.getvalue())
    start, size = 31, entry.compress_size
    raw[start + size : start + size] = b"hidden"
    struct.pack_into("<I", raw, 18, size + 6)
    listed = raw.index(b"PK\x01\x02")
    struct.pack_into("<I", raw, listed + 20, size + 6)
    struct.pack_into("<I", raw, len(raw) - 22 + 16, listed)
    faults = check_pack(io.BytesIO(bytes(raw))).faults
    assert ("a", True) in {(each.path, "behind its compressed" in each.message_en) for each in faults}


def test_a_zip_of_the_large_kind_is_sound(monkeypatch):
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 3)
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 300)
    whole = pack()[0]
    assert b"PK\x06\x06" in whole
    assert check_pack(io.BytesIO(whole)).faults == []
    assert check_pack(io.BytesIO(whole + b"X")).faults


def test_a_bomb_is_read_no_further_than_the_manifest_says():
    whole = rewritten(pack()[0], lambda files: files.update({REGISTER: bytes(20_000_000)}))
    assert paths(whole) == {REGISTER}
    # A zip that lies about a size is read to what the manifest says, in pieces.
    lying = io.BytesIO()
    with zipfile.ZipFile(lying, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(MANIFEST, bytes(5 << 20))
    found = check_pack(lying, bounds=Bounds(manifest=1 << 20))
    assert {each.path for each in found.faults} == {MANIFEST}
    assert "larger than it can be" in found.faults[-1].message_en
    assert "longer" in check_pack(io.BytesIO(whole), bounds=Bounds(directory=100)).faults[0].message_en


def test_what_would_unpack_to_more_than_is_allowed_is_not_unpacked_at_all(monkeypatch):
    whole = rewritten(pack()[0], lambda files: files.update({REGISTER: bytes(2_000_000)}))
    assert paths(whole) == {REGISTER}

    def unpacked(*_: object) -> None:
        raise AssertionError("read")

    monkeypatch.setattr(zipfile.ZipFile, "open", unpacked)
    found = check_pack(io.BytesIO(whole), bounds=Bounds(unpacked=1_000_000))
    assert [(each.path, found.files) for each in found.faults] == [(REGISTER, 0)]
    assert "nothing was unpacked" in found.faults[0].message_en


def test_a_file_that_is_read_line_by_line_has_a_bound_of_its_own():
    seen: list[bytes] = []

    def look(content):
        seen.append(content.read())
        return iter(())

    whole = io.BytesIO(pack()[0])
    assert check_pack(whole, {TRAIL: look}, Bounds(inspected=1 << 20)).faults == []
    assert seen == [CONTENT[TRAIL]]
    found = check_pack(whole, {TRAIL: look}, Bounds(inspected=10))
    assert ([each.path for each in found.faults], found.manifest) == ([TRAIL], None)
    assert "verify-pack" in found.faults[0].message_en
    assert len(seen) == 1


def test_a_directory_that_claims_endless_files_is_refused():
    whole = bytearray(pack()[0])
    struct.pack_into("<I", whole, len(whole) - 22 + 12, 0xFFFFFFF0)
    assert check_pack(io.BytesIO(bytes(whole))).faults


def test_a_revision_must_hold_the_document_of_its_hash_unless_it_is_masked():
    assert paths(pack({REVISION: revision(b'{"form":{"x":1}}')})[0]) == {REVISION}
    assert paths(pack({REVISION: revision(b"{}", masked=True)})[0]) == set()
    assert paths(pack({REVISION: revision(pack_id="another")})[0]) == {REVISION}
    assert paths(pack({REVISION: b"[]"})[0]) == {REVISION}
    assert revision().split(b"\n")[2] == DOCUMENT


def test_a_manifest_that_contradicts_itself_is_told():
    lacking = manifest().records[0]
    lacking = msgspec.structs.replace(lacking, revisions=[1, 2])
    assert paths(pack(records=[lacking])[0]) == {f"{FOLDER}/revisions/2.json"}
    assert paths(pack(records=[])[0]) == {MANIFEST}


def test_what_an_inspector_finds_is_told_of_its_file():
    found = check_pack(io.BytesIO(pack()[0]), {TRAIL: lambda source: iter([("ไทย", source.read(6).decode())])})
    assert [(each.path, each.message_en) for each in found.faults] == [(TRAIL, '{"kind')]


def test_a_large_file_goes_through_in_pieces():
    out = io.BytesIO()
    with PackWriter(out, MADE_AT) as writer:
        for path, each in {**CONTENT, REVISION: revision()}.items():
            writer.add_file(path, io.BytesIO(each))
        writer.finish(manifest())
    assert out.getvalue() == pack()[0]
