"""Files in a bucket that speaks S3. The library is imported with the first use only.

Keys come from `ROPA_FILES_KEY_ID` and `ROPA_FILES_KEY`, or from where the library finds them on its machine (role of
the instance, `AWS_…` variables). A file is on its way in 5 MB parts, at most two at a time, so memory stays bounded.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, BinaryIO

from ropa.errors import Unavailable
from ropa.files import CHUNK, SHA256, Damaged, Found, Kept, copied, pieces, require_hash, spooled
from ropa.settings import Settings

if TYPE_CHECKING:
    from obstore.store import S3Store

#: Up to this size a file is sent in one request.
_WHOLE = 5 * 1024 * 1024
_PARTS_AT_ONCE = 2


class S3Files:
    """Files in a bucket: `prefix/ab/ab12…`."""

    is_local = False

    def __init__(self, settings: Settings) -> None:
        """Nothing is asked of the bucket yet."""
        self.place = settings.files_url
        self._settings = settings

    @cached_property
    def _store(self) -> "S3Store":
        from obstore.store import S3Store

        said = self._settings
        bucket, _, prefix = said.files_url.partition("://")[2].strip("/").partition("/")
        given: dict[str, Any] = {
            "endpoint": said.files_endpoint or None,
            "region": said.files_region or None,
            "access_key_id": said.files_key_id or None,
            "secret_access_key": said.files_key or None,
        }
        return S3Store(
            bucket,
            prefix=prefix or None,
            disable_bulk_delete=True,  # files go one by one, and not every service has the other way
            client_options={
                "allow_http": said.files_endpoint.startswith("http://"),
                "connect_timeout": "5s",
                "timeout": "60s",
            },
            retry_config={"max_retries": 2},
            **{name: value for name, value in given.items() if value is not None},
        )

    def put(self, source: BinaryIO) -> Kept:
        """See `ropa.files.Files`. `source` is read twice: its name is its hash."""
        import obstore

        kept = copied(pieces(source), None)
        source.seek(0)
        content: Any = source.read() if kept.size <= _WHOLE else pieces(source)
        try:
            obstore.put(self._store, _key(kept.sha256), content, max_concurrency=_PARTS_AT_ONCE)
        except Exception as error:
            raise _told(error) from error
        return kept

    def open(self, sha256: str) -> BinaryIO:
        """See `ropa.files.Files`."""
        import obstore

        file = spooled()
        try:
            found = copied(_received(obstore.get(self._store, _key(sha256)).stream(min_chunk_size=CHUNK)), file)
        except FileNotFoundError as error:
            file.close()
            raise Damaged from error
        except Exception as error:
            file.close()
            raise _told(error) from error
        if found.sha256 != sha256:
            file.close()
            raise Damaged
        file.seek(0)
        return file

    def has(self, sha256: str) -> bool:
        """See `ropa.files.Files`."""
        import obstore

        try:
            obstore.head(self._store, _key(sha256))
        except FileNotFoundError:
            return False
        except Exception as error:
            raise _told(error) from error
        return True

    def remove(self, sha256: str) -> None:
        """See `ropa.files.Files`."""
        import obstore

        try:
            obstore.delete(self._store, _key(sha256))
        except FileNotFoundError:
            return
        except Exception as error:
            raise _told(error) from error

    def each(self) -> Iterator[Found]:
        """See `ropa.files.Files`."""
        import obstore

        try:
            for page in obstore.list(self._store):
                for item in page:
                    name = item["path"].rpartition("/")[2]
                    if SHA256.fullmatch(name):
                        yield Found(name, item["last_modified"])
        except Exception as error:
            raise _told(error) from error


def _received(stream: Any) -> Iterator[bytes]:
    for piece in stream:
        yield bytes(piece)


def _key(sha256: str) -> str:
    return f"{require_hash(sha256)[:2]}/{sha256}"


def _told(error: Exception) -> Exception:
    """Return what people are told: the library's errors name addresses and headers, which belong into no answer."""
    kind = type(error).__name__
    return Unavailable(f"ที่เก็บไฟล์ S3 ไม่พร้อมใช้งาน ({kind})", f"The S3 file store is not available ({kind})")
