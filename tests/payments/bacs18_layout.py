"""Standard 18 as a reader sees it: names and positions of every field, counted from 1, both ends included.

Written from the published layouts that `payments.domain.formats.bacs18` names, not from its code.
"""

from collections.abc import Sequence

LABELS: dict[str, dict[str, tuple[int, int]]] = {
    "VOL1": {
        "label": (1, 4), "serial": (5, 10), "access": (11, 11), "reserved_1": (12, 31), "reserved_2": (32, 37),
        "blank_1": (38, 41), "user": (42, 47), "blank_2": (48, 51), "reserved_3": (52, 79), "level": (80, 80),
    },
    "HDR1": {
        "label": (1, 4), "a": (5, 5), "user": (6, 11), "s": (12, 12), "any": (13, 14), "one": (15, 15),
        "user_again": (16, 21), "set": (22, 27), "section": (28, 31), "sequence": (32, 35), "generation": (36, 39),
        "version": (40, 41), "created": (42, 47), "expires": (48, 53), "access": (54, 54), "blocks": (55, 60),
        "system": (61, 73), "reserved": (74, 80),
    },
    "HDR2": {
        "label": (1, 4), "format": (5, 5), "block": (6, 10), "record": (11, 15), "reserved_1": (16, 50),
        "offset": (51, 52), "reserved_2": (53, 80),
    },
    "UHL1": {
        "label": (1, 4), "day": (5, 10), "receiver": (11, 20), "currency": (21, 22), "country": (23, 28),
        "work": (29, 37), "file": (38, 40), "reserved": (41, 47), "audit": (48, 54), "rest": (55, 80),
    },
    "UTL1": {
        "label": (1, 4), "debit_total": (5, 17), "credit_total": (18, 30), "debit_count": (31, 37),
        "credit_count": (38, 44), "reserved_1": (45, 52), "instructions": (53, 59), "rest": (60, 80),
    },
}  # fmt: skip
LABELS["EOF1"], LABELS["EOF2"] = LABELS["HDR1"], LABELS["HDR2"]
DATA: dict[str, tuple[int, int]] = {
    "sort_code": (1, 6), "account": (7, 14), "type": (15, 15), "code": (16, 17), "from_sort_code": (18, 23),
    "from_account": (24, 31), "free": (32, 35), "pence": (36, 46), "narrative": (47, 64), "reference": (65, 82),
    "name": (83, 100), "day": (101, 106),
}  # fmt: skip
ORDER = ["VOL1", "HDR1", "HDR2", "UHL1"], ["EOF1", "EOF2", "UTL1"]


def parse(content: bytes) -> tuple[dict[str, dict[str, str]], list[dict[str, str]]]:
    """The labels by name and the data records in order. Asserts order, lengths, letters and line ends."""
    records = content.decode("ascii").split("\r\n")
    assert records.pop() == ""
    before, after = ORDER
    assert [record[:4] for record in records[:4]] == before and [record[:4] for record in records[-3:]] == after
    labels = {record[:4]: _fields(record, LABELS[record[:4]], 80) for record in [*records[:4], *records[-3:]]}
    return labels, [_fields(record, DATA, 106) for record in records[4:-3]]


def _fields(record: str, layout: dict[str, tuple[int, int]], width: int) -> dict[str, str]:
    assert len(record) == width
    assert set(record) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.&/- ")
    assert _covered(layout.values()) == list(range(1, width + 1))
    return {name: record[first - 1 : last] for name, (first, last) in layout.items()}


def _covered(spans: Sequence[tuple[int, int]] | object) -> list[int]:
    return sorted(at for first, last in spans for at in range(first, last + 1))  # type: ignore[attr-defined]
