"""A visitor's own scenario: read as strictly as any other, and kept from the server's files."""

from pathlib import Path

from ....catalog.errors import BadInput
from ....scenario.file import MAX_BYTES
from ....scenario.reading import parsed
from ....scenario.scenario import Scenario
from ..words import labels

OWN_TABLES = ("keep_firms",)
"""What a [data] table of an uploaded scenario may say; everything else there names a file."""


def read(name: str, text: str | None, size: int) -> Scenario:
    """The scenario in an uploaded file. `BadInput` with words for whoever uploaded it."""
    if size > MAX_BYTES or (text is not None and len(text.encode("utf-8", "replace")) > MAX_BYTES):
        raise BadInput(labels.UPLOAD_LARGE.format(size=max(size, len(text or "")) // 1000).rstrip("."))
    if text is None or "\0" in text or "�" in text:
        raise BadInput(labels.UPLOAD_NOT_TEXT.rstrip("."))
    plain = "".join(c for c in Path(name).stem if c.isalnum() or c in "-_")[:40] or "uploaded"
    try:
        _no_files(parsed(text, plain))
        return Scenario.parse(text, plain)
    except BadInput as error:
        raise BadInput(labels.UPLOAD_REFUSED.format(why=error)) from None


def _no_files(raw: dict[str, object]) -> None:
    """Refuse whatever would make the server open files: it is not the visitor's computer."""
    data, bitcoin = raw.get("data", {}), raw.get("bitcoin", {})
    base = raw.get("base", "")
    named = isinstance(data, dict) and set(data) - set(OWN_TABLES)
    priced = isinstance(bitcoin, dict) and bitcoin.get("price_path")
    if named or priced or (isinstance(base, str) and base and base not in Scenario.names()):
        raise BadInput(labels.UPLOAD_FILES.rstrip("."))
