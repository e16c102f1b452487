"""The formats there are. A new one is a module with its `Format`, and a line here."""

from payments.domain.formats.bacs18 import BACS18
from payments.domain.formats.pain001 import PAIN001
from payments.domain.formats.sheets import CSV, XLSX
from payments.domain.formats.terms import Format

FORMATS: dict[str, Format] = {one.code: one for one in (CSV, XLSX, BACS18, PAIN001)}
